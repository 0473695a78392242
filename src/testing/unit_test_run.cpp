// SPDX-License-Identifier: Apache-2.0
#include "testing/unit_test_run.h"

#include "alerting/expand.h"
#include "alerting/group_runner.h"
#include "base/duration.h"
#include "base/try.h"
#include "base/utf8.h"
#include "engine/source.h"
#include "promql/series_description.h"
#include "storage/store.h"
#include "testing/unit_test_compare.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

// One test group plays time forward: at start, start + evaluation_interval, ... up to the largest
// eval_time, first the samples up to then are loaded, then the rules run. So expressions of rules
// never see the future, and samples after the last run are never loaded. An alert test is judged
// after the last run at or before its eval_time.
namespace nsmon::testing {
namespace {

constexpr std::size_t kMaxSamplesPerQuery = 10'000;
constexpr std::size_t kMaxInputValues = 10'000'000;

std::string_view refusal(storage::Append append) {
  switch (append) {
    case storage::Append::out_of_order: return "out of order sample";
    case storage::Append::duplicate: return "duplicate sample for timestamp";
    default: return "too many samples";
  }
}

class GroupTest {
 public:
  GroupTest(const UnitTestInput& input, const TestGroup& test,
            const std::vector<alerting::Group>& groups, const promql::Features& features)
      : input_(input),
        test_(test),
        source_(store_),
        context_{.source = source_,
                 .external_labels = test.external_labels,
                 .external_url = test.external_url} {
    context_.features = features;
    context_.engine.max_samples = kMaxSamplesPerQuery;
    context_.engine.default_subquery_step = input.evaluation_interval;
    for (const alerting::Group& group : groups) runners_.emplace_back(group, store_, context_);
  }

  UnitTestGroup run(std::vector<RuleCoverage>& coverage) {
    result_.name = test_.name;
    result_.line = test_.line;
    for (const AlertTest& alert : test_.alerts) {
      result_.cases.push_back({.kind = UnitTestKind::alert,
                               .subject = alert.alertname,
                               .eval_time = alert.written_time,
                               .line = alert.line});
    }
    for (const ExpressionTest& expression : test_.expressions) {
      result_.cases.push_back({.kind = UnitTestKind::promql,
                               .subject = expression.expr,
                               .eval_time = expression.written_time,
                               .line = expression.line});
    }
    if (load_series() && run_rules(coverage)) {
      for (std::size_t i = 0; i < test_.expressions.size(); ++i) {
        judge(test_.expressions[i], result_.cases[test_.alerts.size() + i]);
      }
    }
    finish();
    return std::move(result_);
  }

 private:
  struct Input {
    storage::SeriesId id = 0;
    std::vector<promql::SequenceValue> values;
    std::size_t next = 0;
  };

  bool load_series() {
    std::map<series::LabelSet, std::size_t> seen;
    for (const InputSeries& given : test_.input) {
      std::string text = given.series + " " + given.values;
      while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
      if (text.find('\n') != std::string::npos) {
        return refuse(given, "series and values must be on one line");
      }
      auto parsed = promql::parse_series_description(text);
      if (!parsed) return refuse(given, promql::render_parse_error(parsed.error(), text));
      const auto id = store_.series_id(parsed->labels);
      if (!id) return refuse(given, id.error().message);
      // What lies behind the last evaluation is never loaded.
      const auto needed = last_eval_time().count() / test_.interval.count() + 1;
      if (std::cmp_less(needed, parsed->values.size())) {
        parsed->values.resize(static_cast<std::size_t>(needed));
        parsed->values.shrink_to_fit();
      }
      input_values_ += parsed->values.size();
      if (input_values_ > kMaxInputValues) {
        return refuse(given, fmt::format("more than {} values in one test", kMaxInputValues));
      }
      Input input{*id, std::move(parsed->values), 0};
      // A series that is given twice counts as it was given last.
      const auto [known, is_new] = seen.emplace(parsed->labels, inputs_.size());
      if (is_new) {
        inputs_.push_back(std::move(input));
      } else {
        inputs_[known->second] = std::move(input);
      }
    }
    return true;
  }

  bool refuse(const InputSeries& given, std::string_view why) {
    result_.errors.push_back(fmt::format("input series {}: {}", quoted(given.series), why));
    return false;
  }

  // Samples up to and including `time`.
  bool load_until(series::Timestamp time) {
    for (Input& input : inputs_) {
      for (; input.next < input.values.size(); ++input.next) {
        const auto steps = static_cast<std::int64_t>(input.next);
        const series::Timestamp at = test_.start + steps * test_.interval.count();
        if (at > time) break;
        const storage::Append appended = append(input, at);
        if (appended == storage::Append::added || appended == storage::Append::repeated) continue;
        result_.errors.push_back(fmt::format(
            "input series {}: {}", store_.view(input.id).labels->to_string(), refusal(appended)));
        return false;
      }
    }
    return true;
  }

  storage::Append append(Input& input, series::Timestamp at) {
    promql::SequenceValue& value = input.values[input.next];
    if (const auto* real = std::get_if<double>(&value)) {
      return store_.append(input.id, {.time = at, .value = *real});
    }
    if (auto* histogram = std::get_if<series::Histogram>(&value)) {
      return store_.append(
          input.id,
          {.time = at,
           .histogram = std::make_shared<const series::Histogram>(std::move(*histogram))});
    }
    return storage::Append::added;  // a gap
  }

  std::chrono::milliseconds last_eval_time() const {
    std::chrono::milliseconds last{0};
    for (const AlertTest& alert : test_.alerts) last = std::max(last, alert.eval_time);
    for (const ExpressionTest& expression : test_.expressions) {
      last = std::max(last, expression.eval_time);
    }
    return last;
  }

  bool run_rules(std::vector<RuleCoverage>& coverage) {
    const std::int64_t interval = input_.evaluation_interval.count();
    const std::int64_t runs = last_eval_time().count() / interval + 1;
    if (runs > kMaxRuleRuns) {
      result_.errors.push_back(
          fmt::format("the rules would run {} times, more than {}", runs, kMaxRuleRuns));
      return false;
    }
    for (std::int64_t i = 0; i < runs; ++i) {
      const series::Timestamp time = test_.start + i * interval;
      if (!load_until(time) || !run_once(time, coverage)) return false;
      judge_alerts_at(time);
    }
    return true;
  }

  bool run_once(series::Timestamp time, std::vector<RuleCoverage>& coverage) {
    const std::size_t errors_before = result_.errors.size();
    std::size_t rule_index = 0;
    for (alerting::GroupRunner& runner : runners_) {
      const auto outcomes = runner.run(time);
      for (std::size_t i = 0; i < outcomes.size(); ++i, ++rule_index) {
        const alerting::Rule& rule = runner.group().rules[i];
        note_error(rule, outcomes[i], time);
        bool& covered = coverage[rule_index].covered;
        covered = covered || did_something(runner, i, outcomes[i]);
      }
    }
    return result_.errors.size() == errors_before;
  }

  void note_error(const alerting::Rule& rule, const alerting::RuleOutcome& outcome,
                  series::Timestamp time) {
    std::string error = outcome.error;
    if (error.empty() && outcome.refused > 0) {
      error = "duplicate sample for timestamp or out of order sample";
    }
    if (error.empty()) return;
    result_.errors.push_back(
        fmt::format("rule: {}, time: {}, err: {}", rule.name,
                    format_duration(std::chrono::milliseconds(time - test_.start)), error));
  }

  static bool did_something(const alerting::GroupRunner& runner, std::size_t index,
                            const alerting::RuleOutcome& outcome) {
    if (runner.group().rules[index].kind == alerting::RuleKind::record) return outcome.samples > 0;
    const auto alerts = runner.active(index);
    return std::ranges::any_of(alerts, [](const alerting::Alert& alert) {
      return alert.state == alerting::AlertState::firing;
    });
  }

  void judge_alerts_at(series::Timestamp time) {
    const std::chrono::milliseconds since(time - test_.start);
    for (std::size_t i = 0; i < test_.alerts.size(); ++i) {
      const AlertTest& alert = test_.alerts[i];
      const bool now =
          since <= alert.eval_time && alert.eval_time < since + input_.evaluation_interval;
      if (!now) continue;
      judge_alerts(alert, alerts_named(alert.alertname, time), result_.cases[i]);
      judged_.insert(judged_.end(), i);
    }
  }

  AlertsAtTime alerts_named(std::string_view name, series::Timestamp time) const {
    AlertsAtTime actual{.time = time};
    for (const alerting::GroupRunner& runner : runners_) {
      const auto& rules = runner.group().rules;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        if (rules[i].kind != alerting::RuleKind::alert || rules[i].name != name) continue;
        actual.rule_exists = true;
        actual.for_duration = std::max(actual.for_duration, rules[i].for_duration);
        const auto active = runner.active(i);
        actual.alerts.insert(actual.alerts.end(), active.begin(), active.end());
      }
    }
    return actual;
  }

  void judge(const ExpressionTest& test, UnitTestCase& verdict) {
    judged_.push_back(static_cast<std::size_t>(&verdict - result_.cases.data()));
    const auto tree = promql::parse_expression(test.expr, context_.features);
    if (!tree) {
      verdict.message = promql::render_parse_error(tree.error(), test.expr);
      return;
    }
    const auto got =
        alerting::evaluate_vector(**tree, context_, test_.start + test.eval_time.count());
    if (!got) {
      verdict.message = got.error();
      return;
    }
    auto expected = expected_samples(test);
    if (!expected) {
      verdict.message = expected.error();
      return;
    }
    judge_samples(std::move(*expected), compared(*got),
                  input_.fuzzy_compare ? FloatCompare::fuzzy : FloatCompare::exact, verdict);
  }

  void finish() {
    for (std::size_t i = 0; i < result_.cases.size(); ++i) {
      if (std::ranges::find(judged_, i) != judged_.end()) continue;
      result_.cases[i].message =
          "not judged: " + (result_.errors.empty() ? "the group ended early" : result_.errors[0]);
    }
    result_.pass = result_.errors.empty() &&
                   std::ranges::all_of(result_.cases, [](const auto& one) { return one.pass; });
  }

  const UnitTestInput& input_;
  const TestGroup& test_;
  storage::Store store_;
  engine::StoreSource source_;
  alerting::Context context_;
  std::vector<alerting::GroupRunner> runners_;
  std::vector<Input> inputs_;
  std::size_t input_values_ = 0;
  std::vector<std::size_t> judged_;  // indices of cases
  UnitTestGroup result_;
};

}  // namespace

UnitTestGroup run_test_group(const UnitTestInput& input, const TestGroup& test,
                             const std::vector<alerting::Group>& groups,
                             const promql::Features& features,
                             std::vector<RuleCoverage>& coverage) {
  return GroupTest(input, test, groups, features).run(coverage);
}

}  // namespace nsmon::testing
