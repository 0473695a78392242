// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "template/parse.h"

namespace nsmon::lint {
namespace {
void run(const JudgedTemplate& judged, Reporter& report) {
  for (const templates::ParseError& problem : judged.outcome.errors) {
    if (problem.problem != templates::Problem::unknown_function) continue;
    report.add(
        {.span = problem.error.span, .message = problem.error.message, .hint = problem.error.hint});
  }
}
}  // namespace

constinit const Check checks::template_unknown_function{
    .info = {.id = "template/unknown-function",
             .severity = Severity::error,
             .summary = "a function that rule templates do not have",
             .rationale =
                 "Prometheus refuses a template that calls a function which it does not know.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
        annotations:
          summary: '{{ $value | round 2 }}'
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
        annotations:
          summary: '{{ printf "%.2f" $value }}'
)",
             .refused = true},
    .run = run,
};

}  // namespace nsmon::lint
