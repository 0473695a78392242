// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
// The name of the rule is put on top of whatever the label says.
void run(const JudgedRule& judged, Reporter& report) {
  if (judged.rule.kind != config::RuleKind::alert) return;
  for (const config::NamedText& label : judged.rule.labels) {
    if (label.name != "alertname") continue;
    report.add(
        {.span = label.name_span,
         .message = fmt::format("the label alertname is overwritten by the name of the rule, {}",
                                judged.rule.alert.value),
         .hint = "drop the label",
         .severity = Severity::warning});
  }
}
}  // namespace

constinit const Check checks::rule_reserved_label{
    .info = {.id = "rule/reserved-label",
             .severity = Severity::error,
             .summary = "a rule sets a label that Prometheus sets itself",
             .rationale =
                 "The metric name is not a label of a rule's result, so __name__ is refused; "
                 "alertname loads and has no effect, since the rule's own name wins.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
        labels: {__name__: up_sum}
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
        labels: {team: core}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_reserved_label, .beyond = run},
};

}  // namespace nsmon::lint
