// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerting/alert.h"
#include "alerting/context.h"
#include "alerting/group.h"
#include "engine/engine.h"

#include <expected>
#include <map>
#include <string>
#include <vector>

namespace nsmon::alerting {

// A sample that a rule wants written.
struct RuleSample {
  series::LabelSet labels;
  double value = 0;
  storage::HistogramPtr histogram = {};
};

using RuleResult = std::expected<std::vector<RuleSample>, std::string>;

// The alerts of one alerting rule over time (Prometheus 3.14, "Alerting rules").
class AlertRule {
 public:
  // Keeps no reference; `restored` false holds the series ALERTS back until restore() ran.
  explicit AlertRule(bool restored) : restored_(restored) {}

  // Moves every alert to its state at `time`, given what the expression returned. The result is the
  // samples of ALERTS and ALERTS_FOR_STATE. Errors: two results with the same labels, the limit.
  RuleResult update(const Rule& rule, std::int64_t limit, const engine::Vector& result,
                    const Context& context, series::Timestamp time);

  // Pending and firing ones, in the order of labels.
  std::vector<Alert> active() const;

  // Those to be sent at `time`, which are marked as sent. `interval` is that of the group.
  std::vector<Notification> due(series::Timestamp time, std::chrono::milliseconds interval,
                                const Context& context);

  // Takes over how long alerts were active before a restart, from the stored ALERTS_FOR_STATE.
  Result<void> restore(const Rule& rule, const Context& context, series::Timestamp time);

 private:
  std::expected<std::map<series::LabelSet, Alert>, std::string> current(
      const Rule& rule, const engine::Vector& result, const Context& context,
      series::Timestamp time) const;
  // Whether the alert still counts as active.
  bool advance(Alert& alert, const Rule& rule, bool present, series::Timestamp time) const;

  std::map<series::LabelSet, Alert> alerts_;
  bool restored_ = true;
};

// Labels of the series ALERTS_FOR_STATE and ALERTS of an alert: the rule's texts as written,
// overlaid by the alert's labels.
series::LabelSet synthetic_labels(const Rule& rule, const Alert& alert, std::string_view metric);

}  // namespace nsmon::alerting
