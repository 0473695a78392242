// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void judge(std::string_view name, const config::Field<config::Duration>& field, Reporter& report) {
  if (!field || field->value.count() != 0) return;
  report.add({.span = field->span,
              .message = fmt::format("{} is 0 when it is left out", name),
              .hint = "drop the field"});
}

void run(const JudgedGroup& judged, Reporter& report) {
  if (judged.group.limit && judged.group.limit->value == 0) {
    report.add({.span = judged.group.limit->span,
                .message = "limit is 0 when it is left out",
                .hint = "drop the field"});
  }
  for (const config::Rule& rule : judged.group.rules) {
    Reporter of_rule = report.in(judged.file, &rule);
    judge("for", rule.for_duration, of_rule);
    judge("keep_firing_for", rule.keep_firing_for, of_rule);
  }
}
}  // namespace

constinit const Check checks::rule_default_value{
    .info = {.id = "rule/default-value",
             .severity = Severity::info,
             .summary = "a field is set to its default",
             .rationale = "It changes nothing and makes readers look for a reason.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        for: 0s
        labels: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
)"},
    .run = run,
};

}  // namespace nsmon::lint
