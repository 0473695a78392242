// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerting/alert_rule.h"
#include "alerting/context.h"
#include "alerting/group.h"
#include "storage/store.h"

#include <set>
#include <string>
#include <vector>

namespace nsmon::alerting {

// How one rule fared in one run of its group.
struct RuleOutcome {
  std::string error;        // empty: it went well
  std::size_t samples = 0;  // written, without stale markers
  std::size_t refused = 0;  // samples that the store did not take: out of order or duplicate
};

enum class Restoration : std::uint8_t { none, after_second_run };

// Runs one group again and again: rules in order, each seeing what those before it wrote at the
// same time (Prometheus 3.14, "Recording rules"). A failed rule does not stop the ones after it.
class GroupRunner {
 public:
  // The group, the store and the context are borrowed; results are written to the store, which is
  // also what `context.source` should read.
  GroupRunner(const Group& group, storage::Store& store, const Context& context,
              Restoration restoration = Restoration::none);

  // One outcome for each rule. Times grow from run to run.
  std::vector<RuleOutcome> run(series::Timestamp time);

  const Group& group() const { return group_; }
  // Pending and firing alerts of the rule at `index`; none for a recording rule.
  std::vector<Alert> active(std::size_t index) const { return rules_[index].alerts.active(); }
  // What an Alertmanager has to be told after a run.
  std::vector<Notification> due(series::Timestamp time);

 private:
  struct RuleState {
    AlertRule alerts;
    std::set<series::LabelSet> written;  // series of the last run that went well
  };

  RuleOutcome run_rule(const Rule& rule, RuleState& state, series::Timestamp time);
  RuleResult evaluate(const Rule& rule, RuleState& state, series::Timestamp time);
  RuleResult record(const Rule& rule, engine::Vector result) const;

  const Group& group_;
  storage::Store& store_;
  const Context& context_;
  std::vector<RuleState> rules_;
  Restoration restoration_;
  int runs_ = 0;
};

}  // namespace nsmon::alerting
