// SPDX-License-Identifier: Apache-2.0
#include "alerting/group_runner.h"

#include "alerting/expand.h"
#include "base/try.h"

#include <fmt/core.h>

#include <utility>

namespace nsmon::alerting {

GroupRunner::GroupRunner(const Group& group, storage::Store& store, const Context& context,
                         Restoration restoration)
    : group_(group), store_(store), context_(context), restoration_(restoration) {
  const bool restored = restoration == Restoration::none;
  for (std::size_t i = 0; i < group.rules.size(); ++i) {
    rules_.push_back({AlertRule(restored), {}});
  }
}

std::vector<RuleOutcome> GroupRunner::run(series::Timestamp time) {
  std::vector<RuleOutcome> outcomes;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    outcomes.push_back(run_rule(group_.rules[i], rules_[i], time));
  }
  // The second run, because after the first one alerts of a slow exporter may still be missing.
  if (++runs_ != 2 || restoration_ == Restoration::none) return outcomes;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = group_.rules[i];
    if (rule.kind != RuleKind::alert) continue;
    const auto restored = rules_[i].alerts.restore(rule, context_, time);
    if (!restored && outcomes[i].error.empty()) outcomes[i].error = restored.error().message;
  }
  return outcomes;
}

RuleResult GroupRunner::evaluate(const Rule& rule, RuleState& state, series::Timestamp time) {
  TRY_ASSIGN(engine::Vector result,
             evaluate_vector(*rule.tree, context_, time - group_.query_offset.count()));
  if (rule.kind == RuleKind::record) return record(rule, std::move(result));
  return state.alerts.update(rule, group_.limit, result, context_, time);
}

RuleResult GroupRunner::record(const Rule& rule, engine::Vector result) const {
  std::vector<RuleSample> samples;
  std::set<series::LabelSet> seen;
  for (engine::Sample& sample : result) {
    sample.labels.set(series::kMetricName, rule.name);
    for (const RuleText& label : rule.labels) sample.labels.set(label.name, label.text);
    if (!seen.insert(sample.labels).second) {
      return std::unexpected(
          "vector contains metrics with the same labelset after applying rule labels");
    }
    samples.push_back({std::move(sample.labels), sample.value, std::move(sample.histogram)});
  }
  const auto count = static_cast<std::int64_t>(samples.size());
  if (group_.limit > 0 && count > group_.limit) {
    return std::unexpected(fmt::format("exceeded limit of {} with {} series", group_.limit, count));
  }
  return samples;
}

RuleOutcome GroupRunner::run_rule(const Rule& rule, RuleState& state, series::Timestamp time) {
  RuleOutcome outcome;
  RuleResult result = evaluate(rule, state, time);
  if (!result) {
    // What was written before is left alone: it goes stale by age, not by a marker.
    outcome.error = std::move(result.error());
    return outcome;
  }
  const series::Timestamp at = time - group_.query_offset.count();
  std::set<series::LabelSet> written;
  for (RuleSample& sample : *result) {
    const auto appended = store_.append(
        sample.labels,
        {.time = at, .value = sample.value, .histogram = std::move(sample.histogram)});
    if (!appended) {
      outcome.error = appended.error().message;
      return outcome;
    }
    if (*appended == storage::Append::added || *appended == storage::Append::repeated) {
      ++outcome.samples;
      written.insert(std::move(sample.labels));
    } else {
      ++outcome.refused;
    }
  }
  for (const series::LabelSet& labels : state.written) {
    if (written.contains(labels)) continue;
    // A series that another rule continues at this very time is not ended; the store refuses.
    const auto ended = store_.append(labels, {.time = at, .value = series::stale_marker()});
    if (!ended && outcome.error.empty()) outcome.error = ended.error().message;
  }
  state.written = std::move(written);
  return outcome;
}

std::vector<Notification> GroupRunner::due(series::Timestamp time) {
  std::vector<Notification> list;
  for (RuleState& state : rules_) {
    for (Notification& notification : state.alerts.due(time, group_.interval, context_)) {
      list.push_back(std::move(notification));
    }
  }
  return list;
}

}  // namespace nsmon::alerting
