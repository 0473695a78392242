// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "template/parse.h"

namespace nsmon::lint {
namespace {
void run(const JudgedTemplate& judged, Reporter& report) {
  for (const templates::ParseError& problem : judged.outcome.errors) {
    if (problem.problem != templates::Problem::syntax) continue;
    report.add(
        {.span = problem.error.span, .message = problem.error.message, .hint = problem.error.hint});
  }
}
}  // namespace

constinit const Check checks::template_syntax{
    .info = {.id = "template/syntax",
             .severity = Severity::error,
             .summary = "a template does not parse",
             .rationale = "Labels and annotations of alerts are Go templates; Prometheus refuses a "
                          "file with one that it cannot parse.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
        annotations:
          summary: '{{ $labels.job } is down'
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
