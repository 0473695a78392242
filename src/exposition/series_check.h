// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/events.h"
#include "exposition/hash_table.h"
#include "exposition/naming.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace nsmon::exposition {

// Judges the series of a family against each other: the same series twice (in OpenMetrics: not
// later than before), and the buckets of a histogram, which must ascend, be cumulative, end in +Inf
// and agree with _count. Remembers hashes only, and only for one family; a wrong answer needs two
// different label sets of one family with the same 64 bits.
class SeriesCheck {
 public:
  SeriesCheck(Format format, ReportProblem report) : format_(format), report_(std::move(report)) {}

  void sample(const Family& family, const Sample& sample);
  void family_end(const Family& family);

 private:
  // Neighbouring bucket lines with the same labels and time.
  struct Run {
    std::uint64_t key = 0;
    std::uint64_t line = 0;
    double bound = 0;
    double count = 0;
    bool is_open = false;
    bool is_reported = false;
  };

  void judge_unique(const Family& family, const Sample& sample);
  void judge_bucket(const Family& family, const Sample& sample);
  void judge_count(const Family& family, const Sample& sample);
  void close_run();
  void at_value(const Family& family, const Sample& sample, std::string_view check,
                std::string message, std::string hint);

  Format format_;
  ReportProblem report_;
  HashTable seen_;
  Run run_;
  std::vector<Run> without_end_;         // runs that did not reach +Inf
  std::vector<std::uint64_t> with_end_;  // filled once a run had no end
};

}  // namespace nsmon::exposition
