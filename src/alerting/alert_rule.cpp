// SPDX-License-Identifier: Apache-2.0
#include "alerting/alert_rule.h"

#include "alerting/expand.h"
#include "base/try.h"
#include "series/matcher.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace nsmon::alerting {
namespace {

constexpr std::string_view kAlertsMetric = "ALERTS";
constexpr std::string_view kForStateMetric = "ALERTS_FOR_STATE";
constexpr std::string_view kAlertName = "alertname";
constexpr std::string_view kAlertState = "alertstate";

// Whole seconds, as ALERTS_FOR_STATE holds them; times before 1970 round down.
double whole_seconds(series::Timestamp time) {
  const series::Timestamp seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
  return static_cast<double>(seconds);
}

bool has_templates(const Rule& rule) {
  const auto templated = [](const RuleText& text) { return text.tree.has_value(); };
  return std::ranges::any_of(rule.labels, templated) ||
         std::ranges::any_of(rule.annotations, templated);
}

bool needs_sending(const Alert& alert, series::Timestamp time,
                   std::chrono::milliseconds resend_delay) {
  if (alert.state == AlertState::pending) return false;
  if (!alert.last_sent) return true;
  if (alert.resolved_at && *alert.resolved_at > *alert.last_sent) return true;
  return *alert.last_sent + resend_delay.count() < time;
}

}  // namespace

std::string_view to_string(AlertState state) {
  switch (state) {
    case AlertState::pending: return "pending";
    case AlertState::firing: return "firing";
    default: return "inactive";
  }
}

series::LabelSet synthetic_labels(const Rule& rule, const Alert& alert, std::string_view metric) {
  series::LabelSet labels;
  for (const RuleText& label : rule.labels) labels.set(label.name, label.text);
  for (const series::Label& label : alert.labels) labels.set(label.name, label.value);
  labels.set(series::kMetricName, metric);
  labels.set(kAlertName, rule.name);
  if (metric == kAlertsMetric) labels.set(kAlertState, to_string(alert.state));
  return labels;
}

std::expected<std::map<series::LabelSet, Alert>, std::string> AlertRule::current(
    const Rule& rule, const engine::Vector& result, const Context& context,
    series::Timestamp time) const {
  std::map<series::LabelSet, Alert> alerts;
  const bool templated = has_templates(rule);
  for (const engine::Sample& sample : result) {
    // Copies of all labels are made only where a template can read them.
    std::optional<TextExpander> expander;
    if (templated) expander.emplace(rule, sample, context, time);
    const auto expanded = [&](const RuleText& text) {
      return text.tree ? expander->expand(text) : text.text;
    };
    Alert alert;
    alert.labels = sample.labels;
    alert.labels.remove(series::kMetricName);
    for (const RuleText& label : rule.labels) alert.labels.set(label.name, expanded(label));
    alert.labels.set(kAlertName, rule.name);
    for (const RuleText& annotation : rule.annotations) {
      alert.annotations.push_back({annotation.name, expanded(annotation)});
    }
    alert.value = sample.histogram ? 0 : sample.value;
    alert.active_at = time;
    const series::LabelSet identity = alert.labels;
    if (!alerts.emplace(identity, std::move(alert)).second) {
      return std::unexpected(
          "vector contains metrics with the same labelset after applying alert labels");
    }
  }
  return alerts;
}

RuleResult AlertRule::update(const Rule& rule, std::int64_t limit, const engine::Vector& result,
                             const Context& context, series::Timestamp time) {
  TRY_ASSIGN(auto present, current(rule, result, context, time));
  for (auto& [labels, alert] : present) {
    Alert& known = alerts_[labels];
    if (known.labels.empty() || known.state == AlertState::inactive) {
      known = alert;
      continue;
    }
    known.value = alert.value;
    known.annotations = alert.annotations;
  }
  std::vector<RuleSample> samples;
  std::int64_t active_count = 0;
  for (auto entry = alerts_.begin(); entry != alerts_.end();) {
    Alert& alert = entry->second;
    const bool is_present = present.contains(entry->first);
    const bool forget =
        !is_present &&
        (alert.state == AlertState::pending ||
         (alert.resolved_at && time - *alert.resolved_at > kResolvedRetention.count()));
    if (advance(alert, rule, is_present, time)) {
      ++active_count;
      if (restored_) {
        samples.push_back({synthetic_labels(rule, alert, kAlertsMetric), 1});
        samples.push_back(
            {synthetic_labels(rule, alert, kForStateMetric), whole_seconds(alert.active_at)});
      }
    }
    entry = forget ? alerts_.erase(entry) : std::next(entry);
  }
  if (limit > 0 && active_count > limit) {
    alerts_.clear();
    return std::unexpected(fmt::format("exceeded limit of {} with {} alerts", limit, active_count));
  }
  return samples;
}

bool AlertRule::advance(Alert& alert, const Rule& rule, bool present,
                        series::Timestamp time) const {
  if (present) {
    alert.keep_firing_since.reset();
  } else {
    bool keeps_firing = false;
    if (alert.state == AlertState::firing && rule.keep_firing_for.count() > 0) {
      if (!alert.keep_firing_since) alert.keep_firing_since = time;
      keeps_firing = time - *alert.keep_firing_since < rule.keep_firing_for.count();
    }
    if (!keeps_firing) {
      if (alert.state != AlertState::inactive) {
        alert.state = AlertState::inactive;
        alert.resolved_at = time;
      }
      return false;
    }
  }
  const bool due = time - alert.active_at >= rule.for_duration.count();
  if (alert.state == AlertState::pending && due) {
    alert.state = AlertState::firing;
    alert.fired_at = time;
  } else if (alert.state == AlertState::firing && !due) {
    // The rule was loaded again with a longer wait.
    alert.state = AlertState::pending;
    alert.fired_at.reset();
  }
  return true;
}

std::vector<Alert> AlertRule::active() const {
  std::vector<Alert> list;
  for (const auto& [labels, alert] : alerts_) {
    if (alert.state != AlertState::inactive) list.push_back(alert);
  }
  return list;
}

std::vector<Notification> AlertRule::due(series::Timestamp time, std::chrono::milliseconds interval,
                                         const Context& context) {
  std::vector<Notification> list;
  const auto validity = 4 * std::max(interval, context.resend_delay);
  for (auto& [labels, alert] : alerts_) {
    if (!needs_sending(alert, time, context.resend_delay)) continue;
    alert.last_sent = time;
    Notification notification;
    notification.labels = alert.labels;
    for (const series::Label& external : context.external_labels) {
      if (!notification.labels.has(external.name)) {
        notification.labels.set(external.name, external.value);
      }
    }
    notification.annotations = alert.annotations;
    notification.starts_at = alert.fired_at.value_or(alert.active_at);
    notification.resolved = alert.state == AlertState::inactive;
    notification.ends_at = alert.resolved_at.value_or(time + validity.count());
    list.push_back(std::move(notification));
  }
  return list;
}

// After a restart, with `remaining` the wait that was left when the last sample was written:
//   remaining <= 0            it had fired, and will again at the next run: keep its time
//   remaining < grace period  let it wait for the grace period, so that data can come back
//   else                      the outage does not count as waiting: move its time by the outage
// A stale last sample (NaN) says that the alert had ended.
Result<void> AlertRule::restore(const Rule& rule, const Context& context, series::Timestamp time) {
  restored_ = true;
  if (rule.for_duration < context.grace_period) return {};
  TRY_ASSIGN(auto by_name,
             series::Matcher::create(series::MatchOp::equal, std::string(series::kMetricName),
                                     std::string(kForStateMetric)));
  TRY_ASSIGN(auto by_alert,
             series::Matcher::create(series::MatchOp::equal, std::string(kAlertName), rule.name));
  const std::array matchers{by_name, by_alert};
  TRY_ASSIGN(const auto found,
             context.source.select(matchers, time - context.outage_tolerance.count(), time));
  for (auto& [labels, alert] : alerts_) {
    if (alert.state == AlertState::inactive) continue;
    const series::LabelSet wanted = synthetic_labels(rule, alert, kForStateMetric);
    const auto series =
        std::ranges::find_if(found, [&](const auto& view) { return *view.labels == wanted; });
    if (series == found.end()) continue;
    std::size_t last = series->samples.size();
    while (last > 0 && series->samples.times[last - 1] > time) --last;
    if (last == 0) continue;
    const series::Timestamp down_at = series->samples.times[last - 1];
    const double stored = series->samples.values[last - 1];
    if (down_at < time - context.outage_tolerance.count() || !(std::abs(stored) < 0x1p53)) continue;
    const series::Timestamp active_at = static_cast<series::Timestamp>(stored) * 1000;
    const series::Timestamp hold = rule.for_duration.count();
    const series::Timestamp remaining = hold - (down_at - active_at);
    if (remaining <= 0) {
      alert.active_at = active_at;
    } else if (remaining < context.grace_period.count()) {
      alert.active_at = time + context.grace_period.count() - hold;
    } else {
      alert.active_at = active_at + (time - down_at);
    }
  }
  return {};
}

}  // namespace nsmon::alerting
