// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/dependencies.h"
#include "lint/file_set.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void judge(const JudgedGroup& judged, std::size_t reader, Reporter& report) {
  const std::vector<config::Rule>& rules = judged.group.rules;
  for (const RecordUse& use : uses_of(rules[reader])) {
    // With an offset or over a range, the latest sample is not what counts.
    if (!use.reads_now) continue;
    const auto index = first_record(judged.group, use.name);
    // Of two rules that read each other one has to come first.
    if (!index || *index <= reader || reaches(judged.group, *index, reader)) continue;
    report.in(judged.file, &rules[reader])
        .inside(*rules[reader].expr.node)
        .add({.span = use.span,
              .message = fmt::format("{} is recorded further down in this group, so its previous "
                                     "value is read",
                                     use.name),
              .hint = "move the record above this rule"});
  }
}

void run(const JudgedGroup& judged, Reporter& report) {
  for (std::size_t i = 0; i < judged.group.rules.size(); ++i) judge(judged, i, report);
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
