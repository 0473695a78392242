// SPDX-License-Identifier: Apache-2.0

// Runs scripts. Every instant case is evaluated several times over: as written; with its selectors
// pinned by `@` at other evaluation times; and each of those as the middle step of a range query.
// All must give the same, so that a script that says little still tests much.
#include "testing/script.h"

#include "base/try.h"
#include "engine/engine.h"
#include "promql/parse.h"
#include "storage/store.h"
#include "testing/script_commands.h"
#include "testing/script_histograms.h"
#include "testing/script_judge.h"
#include "testing/script_pin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace nsmon::testing {
namespace {

engine::Options script_options() {
  engine::Options options;
  options.delayed_name_removal = true;
  options.start_timestamps = true;
  options.max_samples = 10'000;
  return options;
}

// Functions that differ between an instant query and the same time in a range query.
bool depends_on_range(std::string_view query) {
  static constexpr std::array<std::string_view, 4> kCalls = {"start()", "end()", "range()",
                                                             "step()"};
  return std::ranges::any_of(kCalls, [&](std::string_view call) { return query.contains(call); });
}

// The elements of a range result at one time, in the shape that the instant query had.
engine::Value middle(const engine::Matrix& matrix, Timestamp time, bool scalar) {
  engine::Vector vector;
  for (const engine::Series& series : matrix) {
    for (const auto& point : series.floats) {
      if (point.time == time) vector.push_back({series.labels, time, point.value, {}});
    }
    for (const auto& point : series.histograms) {
      if (point.time == time) vector.push_back({series.labels, time, 0, point.histogram});
    }
  }
  if (scalar && !vector.empty()) return engine::Scalar{time, vector[0].value};
  return vector;
}

// One evaluation of a case.
struct Run {
  std::string_view query;
  const promql::Expr& expr;
  Timestamp time = 0;
};

class ScriptRunner {
 public:
  ScriptReport run(std::string_view text) {
    ParsedScript script = parse_script(text);
    report_.errors = std::move(script.problems);
    for (const ScriptCommand& command : script.commands) carry_out(command);
    std::ranges::stable_sort(report_.errors, {}, &ScriptProblem::line);
    return std::move(report_);
  }

 private:
  void carry_out(const ScriptCommand& command) {
    if (const auto* load = std::get_if<LoadCommand>(&command.command)) {
      if (auto loaded = this->load(*load); !loaded) {
        report_.errors.push_back({command.line, loaded.error().message});
      }
    } else if (const auto* eval = std::get_if<EvalCommand>(&command.command)) {
      const auto judged = judge(*eval);
      report_.cases.push_back({command.line, eval->kind, eval->query, judged.has_value(),
                               judged ? std::string() : judged.error().message});
    } else {
      store_.clear();
    }
  }

  Result<void> load(const LoadCommand& command) {
    for (const auto& [labels, loaded] : command.series) {
      TRY_ASSIGN(const storage::SeriesId id, store_.series_id(labels));
      const auto& values = loaded.description.values;
      for (std::size_t i = 0; i < values.size(); ++i) {
        storage::AddedSample sample;
        sample.time = static_cast<Timestamp>(i) * command.interval_ms;
        if (std::holds_alternative<std::monostate>(values[i])) continue;
        if (const auto* number = std::get_if<double>(&values[i])) {
          sample.value = *number;
        } else {
          sample.histogram =
              std::make_shared<const series::Histogram>(std::get<series::Histogram>(values[i]));
        }
        const bool has_start = i < loaded.starts_ms.size() && loaded.starts_ms[i];
        if (has_start) sample.start = sample.time + *loaded.starts_ms[i];
        if (store_.insert(id, sample) == storage::Append::over_limit) {
          return failure("too many samples");
        }
      }
    }
    if (command.with_custom_histograms) return load_custom_histograms(command, store_);
    return {};
  }

  Result<void> judge(const EvalCommand& command) {
    if (!command.problem.empty()) return failure(command.problem);
    if (command.kind == EvalKind::range) return judge_range(command);
    TRY(judge_instant(command, {command.query, *command.expr, command.start}));
    const std::string query = pinned(command.query, command.start);
    if (query.empty()) return {};
    auto expr = promql::parse_expression(query, promql::Features::all());
    if (!expr) return failure(promql::render_parse_error(expr.error(), query));
    for (const Timestamp time : pinned_times(command.start)) {
      auto judged = judge_instant(command, {query, **expr, time});
      if (judged) continue;
      return failure(
          fmt::format("evaluated as {} at {} ms: {}", query, time, judged.error().message));
    }
    return {};
  }

  // True: the query failed as it should, so there is no result to look at.
  static Result<bool> judge_outcome(const EvalCommand& command,
                                    const Result<engine::QueryResult>& result,
                                    std::string_view query) {
    if (!result) {
      if (!command.expects_failure) {
        return failure(fmt::format("error evaluating query: {}", result.error().message));
      }
      TRY(judge_failure(command, result.error()));
      return true;
    }
    if (command.expects_failure) return failure("expected an error but got none");
    TRY(judge_annotations(command, result->annotations, query));
    TRY(judge_value(command, result->value));
    return false;
  }

  Result<void> judge_instant(const EvalCommand& command, const Run& run) {
    const engine::StoreSource source(store_);
    const auto result = engine::instant_query(source, run.expr, run.time, options_);
    TRY_ASSIGN(const bool failed, judge_outcome(command, result, run.query));
    if (failed || command.text || command.matrix || depends_on_range(run.query)) return {};
    return judge_as_range(command, run, std::holds_alternative<engine::Scalar>(result->value));
  }

  Result<void> judge_as_range(const EvalCommand& command, const Run& run, bool scalar) {
    constexpr Timestamp kMinute = 60'000;
    const engine::StoreSource source(store_);
    const engine::TimeRange range{run.time - kMinute, run.time + kMinute, kMinute};
    const auto result = engine::range_query(source, run.expr, range, options_);
    if (!result) {
      return failure(
          fmt::format("error evaluating it as a range query: {}", result.error().message));
    }
    if (command.ordered) return {};
    const auto& matrix = std::get<engine::Matrix>(result->value);
    auto judged = judge_value(command, middle(matrix, run.time, scalar));
    if (judged) return {};
    return failure(fmt::format("as a range query: {}", judged.error().message));
  }

  Result<void> judge_range(const EvalCommand& command) {
    const engine::StoreSource source(store_);
    const auto result = engine::range_query(source, *command.expr,
                                            {command.start, command.end, command.step}, options_);
    TRY_ASSIGN([[maybe_unused]] const bool failed, judge_outcome(command, result, command.query));
    return {};
  }

  storage::Store store_;
  engine::Options options_ = script_options();
  ScriptReport report_;
};

}  // namespace

bool ScriptReport::pass() const {
  return errors.empty() && std::ranges::all_of(cases, &ScriptCase::pass);
}

ScriptReport run_script(std::string_view text) {
  return ScriptRunner().run(text);
}

}  // namespace nsmon::testing
