// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "series/labels.h"
#include "series/matcher.h"
#include "watch/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::watch {

// A plain selector of PromQL: a name, label matchers, or both.
class Selector {
 public:
  // Errors: those of PromQL, and one for anything but a selector (with a range, an offset, a call).
  static Result<Selector> parse(std::string_view text);
  bool matches(const series::LabelSet& labels) const;

 private:
  std::string metric_;  // empty: any
  std::vector<series::Matcher> matchers_;
};

// How a value is written.
enum class Format : std::uint8_t { number, integer, ratio, percent, seconds, bytes, scientific };

// 0.3451; 12,345; 71.2 %; 71.2 %; 2.41 s or 2h 35m; 1.4 GiB; 1.00e-03. NaN and infinities by name.
std::string format_value(double value, Format format);

enum class Better : std::uint8_t { unknown, lower, higher };

// One quantity to show, as scraped.
struct ViewLine {
  std::string label;
  Selector selector;
  Format format = Format::number;
  Better better = Better::unknown;
};

// Series whose label counts the rounds of the job's loop; finished rounds stay exposed.
struct Iteration {
  Selector series;
  std::string label;              // "epoch"
  std::optional<Selector> total;  // a series with the planned number of rounds
};

// What `watch` shows of a kind of job.
struct View {
  std::string name;
  std::string title;
  std::optional<Iteration> iteration;
  std::vector<Selector> progress;  // series that change while the job gets on
  std::vector<ViewLine> lines;
};

// Reads a view file (YAML; docs/design/watch.md gives the keys). Spans of errors lie in `text`.
Result<View> read_view(std::string_view name, std::string_view text);

// The number of the round that a series belongs to; nothing without such a label.
std::optional<double> round_of(const View& view, const series::LabelSet& labels);

// A finished round of a job's loop (an epoch).
struct Round {
  double number = 0;
  series::LabelSet loop;  // labels of the part of the job that loops, such as {model="x"}
  bool newest = false;    // no later round of this loop is known
  bool only_loop = true;  // no other loop is known, so `loop` need not be shown
};

// The series of a snapshot that a line shows. Of series with rounds: those of `round`, or when none
// is given of the newest one there is for the line. Series of other loops are left out, and those
// without a round unless it is the newest, whose values they hold.
std::vector<const SeriesValue*> select(const View& view, const ViewLine& line,
                                       const Snapshot& snapshot, const Round* round = nullptr);

// `loss 0.3451`, or `loss{model="a"} 0.3 loss{model="b"} 0.4`: only labels that tell the series
// apart. A long list ends in "and N more". Empty for no series. Safe to print.
std::string describe(const View& view, const ViewLine& line,
                     const std::vector<const SeriesValue*>& series);

}  // namespace nsmon::watch
