// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/dependencies.h"
#include "lint/file_set.h"

#include <fmt/core.h>

#include <vector>

namespace nsmon::lint {
namespace {
void run(const JudgedGroup& judged, Reporter& report) {
  const std::vector<config::Rule>& rules = judged.group.rules;
  const auto records = first_records(judged.group);
  std::vector<std::vector<RecordUse>> uses;
  std::vector<std::vector<std::size_t>> edges(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    uses.push_back(uses_of(rules[i]));
    for (const RecordUse& use : uses[i]) {
      if (const auto record = records.find(use.name); record != records.end()) {
        edges[i].push_back(record->second);
      }
    }
  }
  const auto circle = components(edges);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const RecordUse& use : uses[i]) {
      const auto record = records.find(use.name);
      // With an offset or over a range, the latest sample is not what counts.
      if (!use.reads_now || record == records.end() || record->second <= i) continue;
      // Of rules that read each other one has to come first.
      if (circle[i] == circle[record->second]) continue;
      report.in(judged.file, &rules[i])
          .inside(*rules[i].expr.node)
          .add({.span = use.span,
                .message = fmt::format(
                    "{} is recorded further down in this group, so its previous value is read",
                    use.name),
                .hint = "move the record above this rule"});
    }
  }
}
}  // namespace

constinit const Check checks::rule_order_in_group{
    .info = {.id = "rule/order-in-group",
             .severity = Severity::warning,
             .summary = "a rule reads a series that is recorded later in its group",
             .rationale =
                 "The rules of a group run in order. What is recorded below is one interval "
                 "old when it is read above.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:errors:ratio
        expr: app:errors:rate5m / app:requests:rate5m
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
      - record: app:requests:rate5m
        expr: sum(rate(http_requests_total[5m]))
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
      - record: app:requests:rate5m
        expr: sum(rate(http_requests_total[5m]))
      - record: app:errors:ratio
        expr: app:errors:rate5m / app:requests:rate5m
)"},
    .run = run,
};

}  // namespace nsmon::lint
