// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/events.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::exposition {

using ReportProblem = std::function<void(const Problem&)>;

// A unit named by a part of a metric name, and the base unit that Prometheus asks for; equal when
// the name is right.
struct NamedUnit {
  std::string_view unit;
  std::string_view base;
};

// The first part of the name that is a unit: "request_milliseconds_total" gives milliseconds,
// seconds.
std::optional<NamedUnit> unit_in_name(std::string_view metric);

// Judges names, help, types and labels of families by the naming rules of Prometheus ("Metric and
// label naming"), the set that `promtool check metrics` knows: each breach once a family, at the
// family's first line or at the label. Families without samples are not judged.
class NamingCheck {
 public:
  NamingCheck(Format format, ReportProblem report) : format_(format), report_(std::move(report)) {}

  void sample(const Family& family, const Sample& sample);
  void family_end(const Family& family);

 private:
  void judge_label(const Family& family, const Sample& sample, const LabelView& label);
  void judge_help(const Family& family);
  void judge_type_suffixes(const Family& family);
  void judge_words(const Family& family);
  void judge_spelling(const Family& family);
  void at_name(const Family& family, std::string_view check, std::string message, std::string hint);
  bool first_time(std::string_view check, std::string_view label);

  Format format_;
  ReportProblem report_;
  std::vector<std::string> reported_;  // check and label, of this family
};

}  // namespace nsmon::exposition
