// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/suppression.h"

namespace nsmon::lint {
namespace {
void run(const JudgedComment& judged, Reporter& report) {
  const ControlComment& comment = judged.comment;
  if (!comment.problem.empty() || comment.has_reason) return;
  report.add({.span = comment.span,
              .message = "the suppression gives no reason",
              .hint = "add -- and the reason"});
}
}  // namespace

constinit const Check checks::control_no_reason{
    .info = {.id = "control/no-reason",
             .severity = Severity::info,
             .summary = "a suppression gives no reason",
             .rationale = "Nobody can tell later whether it is still needed.",
             .bad = R"(groups:
  - name: app
    rules:
      # nsmon disable alert/no-severity
      - alert: Down
        expr: up == 0
)",
             .good = R"(groups:
  - name: app
    rules:
      # nsmon disable alert/no-severity -- routed by job
      - alert: Down
        expr: up == 0
)"},
    .run = run,
};

}  // namespace nsmon::lint
