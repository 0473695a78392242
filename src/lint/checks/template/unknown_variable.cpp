// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "template/parse.h"

namespace nsmon::lint {
namespace {
void run(const JudgedTemplate& judged, Reporter& report) {
  for (const templates::ParseError& problem : judged.outcome.errors) {
    if (problem.problem != templates::Problem::unknown_variable) continue;
    report.add(
        {.span = problem.error.span, .message = problem.error.message, .hint = problem.error.hint});
  }
}
}  // namespace

constinit const Check checks::template_unknown_variable{
    .info = {.id = "template/unknown-variable",
             .severity = Severity::error,
             .summary = "a variable that is not defined",
             .rationale = "A template knows the variables that Prometheus defines and those that "
                          "it declares itself; with any other one the file is refused.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
        annotations:
          summary: '{{ $lables.job }} is down'
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
        annotations:
          summary: '{{ $labels.job }} is down'
)",
             .refused = true},
    .run = run,
};

}  // namespace nsmon::lint
