// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "promql/ast.h"
#include "promql/series_description.h"
#include "series/sample.h"
#include "testing/script.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsmon::testing {

using series::Timestamp;

// A series of a `load` block.
struct LoadedSeries {
  promql::SeriesDescription description;
  // Start timestamps relative to each sample, where a `@st` line gave them.
  std::vector<std::optional<std::int64_t>> starts_ms;
};

struct LoadCommand {
  Timestamp interval_ms = 0;
  bool with_custom_histograms = false;  // load_with_nhcb
  std::map<series::LabelSet, LoadedSeries> series;
};

struct ClearCommand {};

// `msg:` asks for the whole text, `regex:` for a match anywhere in it.
struct ExpectedText {
  enum class Kind { any, exact, pattern };
  Kind kind = Kind::any;
  std::string text;
};

struct ExpectedSeries {
  std::size_t position = 0;  // from 0, for ordered results
  std::vector<promql::SequenceValue> values;
  std::vector<bool> hint_written;
};

// The points of an expected matrix: `expect range vector from A to B step S`.
struct ExpectedTimes {
  Timestamp start = 0;
  Timestamp end = 0;
  Timestamp step = 1;
};

struct EvalCommand {
  EvalKind kind = EvalKind::instant;
  std::string query;
  Timestamp start = 0;  // the time of an instant query
  Timestamp end = 0;
  Timestamp step = 1;
  promql::ExprPtr expr;  // null when `problem` is set
  std::string problem;   // why the command cannot be run

  bool ordered = false;
  bool expects_failure = false;
  std::vector<ExpectedText> failures;
  std::vector<ExpectedText> warnings;
  std::vector<ExpectedText> infos;
  bool no_warnings = false;
  bool no_infos = false;
  std::optional<std::string> text;      // expect string
  std::optional<ExpectedTimes> matrix;  // expect range vector
  std::optional<double> scalar;
  std::map<series::LabelSet, ExpectedSeries> series;
};

struct ScriptCommand {
  std::size_t line = 0;
  std::variant<LoadCommand, ClearCommand, EvalCommand> command;
};

struct ParsedScript {
  std::vector<ScriptCommand> commands;
  std::vector<ScriptProblem> problems;
};

ParsedScript parse_script(std::string_view text);

// What the series of one script, loaded and expected, may weigh in all (promql::kMaxSequence).
// Reading stops where that is used up.
class ValueBudget {
 public:
  Result<void> take(std::size_t weight);
  bool used_up() const { return left_ == 0; }

 private:
  static constexpr std::size_t kMost = 2 * promql::kMaxSequence;

  std::size_t left_ = kMost;
};

// Cuts off the first word and the blanks after it.
std::string_view take_word(std::string_view& text);
std::string_view trimmed(std::string_view text);

// Reads the lines of an eval command (the first one included) from lines[at] on; `at` becomes the
// place after the block.
EvalCommand parse_eval(const std::vector<std::string_view>& lines, std::size_t& at,
                       ValueBudget& budget);
// The same for a load command; lines that cannot be read become problems.
LoadCommand parse_load(const std::vector<std::string_view>& lines, std::size_t& at,
                       ValueBudget& budget, std::vector<ScriptProblem>& problems);
// Whether a line begins an eval command, wherever it stands.
bool begins_eval(std::string_view line);

}  // namespace nsmon::testing
