// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/suppression.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void run(const JudgedComment& judged, Reporter& report) {
  if (!judged.comment.problem.empty() || judged.expired) return;
  for (const std::string& name : judged.idle) {
    report.add({.span = judged.comment.span,
                .message = fmt::format("there is no finding of {} to silence here", name),
                .hint = "remove the comment"});
  }
}
}  // namespace

constinit const Check checks::control_unused_suppression{
    .info = {.id = "control/unused-suppression",
             .severity = Severity::warning,
             .summary = "a suppression silences nothing",
             .rationale =
                 "The finding is gone, and the next one of its kind would be silenced unseen.",
             .bad = R"(groups:
  - name: app
    rules:
      # nsmon disable alert/no-comparison -- routed by job
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
