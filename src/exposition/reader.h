// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "exposition/events.h"
#include "exposition/hash_table.h"
#include "exposition/sample_scanner.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsmon::exposition {

// Longer lines are a problem and are skipped.
inline constexpr std::size_t kLongestLine = std::size_t{1} << 20;

// Reads an exposition that comes in pieces of any size and hands every family, sample and problem
// to a sink at once; memory does not grow with the input but for one number a family. A malformed
// line is a problem and gives no sample, the others are read. Sources: "Exposition formats" of the
// Prometheus documentation (text format 0.0.4), UTF-8 names as in its 3.0, and the OpenMetrics 1.0
// specification.
class Reader {
 public:
  // The sink must outlive the reader.
  Reader(Format format, Sink& sink);

  // The next bytes. An error means that they are no text at all (null bytes, a compressed stream);
  // nothing more can be read then.
  Result<void> feed(std::string_view bytes);
  // The input is complete: takes the rest, ends the last family, reports a missing `# EOF` or line
  // end.
  void finish();

  std::uint64_t lines() const { return line_number_; }
  std::uint64_t samples() const { return samples_; }

 private:
  void take_line(std::string_view line, bool is_ascii);
  void take_long_line();
  bool is_readable(std::string_view line);
  std::string_view without_carriage_return(std::string_view line);
  void take_comment(std::string_view line, std::size_t hash);
  void take_metadata(std::string_view line, std::size_t cursor, std::string_view keyword);
  void take_help(std::string_view line, std::size_t begin);
  void take_type(std::string_view line, std::size_t begin);
  void take_unit(std::string_view line, std::size_t begin);
  void take_sample(std::string_view line);
  void begin_family(std::string_view name, std::string_view line, Columns columns);
  void announce_family();
  void end_family();
  Place place(std::string_view line, Columns columns) const;
  void report(std::string_view check, std::string_view line, Columns columns, std::string message,
              std::string hint = {});

  Format format_;
  Sink& sink_;
  SampleScanner scanner_;
  std::string carry_;    // a line that the last piece of input did not finish
  std::string scratch_;  // a name or text of a metadata line without its escapes
  Family family_;
  HashTable ended_;  // names of families that are over, with the line where they began
  bool in_family_ = false;
  bool announced_ = false;
  bool skipping_line_ = false;  // inside a line that is too long
  bool saw_eof_ = false;
  bool reported_after_eof_ = false;
  bool reported_carriage_return_ = false;
  std::uint64_t line_number_ = 0;
  std::uint64_t samples_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace nsmon::exposition
