// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "lint/check.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void run(const JudgedRule& judged, Reporter& report) {
  const config::Rule& rule = judged.rule;
  if (rule.kind != config::RuleKind::record || rule.record.value.empty()) return;
  if (!is_utf8(rule.record.value)) return;  // rule/record-name
  if (rule.record.value.find(':') != std::string_view::npos) return;
  report.add({.span = rule.record.span(),
              .message = fmt::format("the recorded name {} has no colon", rule.record.value),
              .hint = "name it level:metric:operation, as in job:http_requests:rate5m"});
}
}  // namespace

constinit const Check checks::rule_record_naming{
    .info = {.id = "rule/record-naming",
             .severity = Severity::info,
             .summary = "a recorded name has no colon",
             .rationale =
                 "Colons are reserved for recorded series. A name without one looks like a "
                 "metric that some target exposes, and nobody finds the rule behind it.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: error_rate_5m
        expr: sum(rate(errors_total[5m]))
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
)"},
    .run = run,
};

}  // namespace nsmon::lint
