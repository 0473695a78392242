// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/suppression.h"

namespace nsmon::lint {
namespace {
void run(const JudgedComment& judged, Reporter& report) {
  const ControlComment& comment = judged.comment;
  if (comment.problem.empty()) return;
  report.add({.span = comment.span, .message = comment.problem, .hint = comment.hint});
}
}  // namespace

constinit const Check checks::control_bad_comment{
    .info = {.id = "control/bad-comment",
             .severity = Severity::warning,
             .summary = "a control comment cannot be read or touches nothing",
             .rationale = "What looks like a suppression and is none leaves the finding on, or a "
                          "reader in the belief that it is off.",
             .bad = R"(groups:
  - name: app
    rules:
      # nsmon disabel alert/no-severity -- routed by job
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
