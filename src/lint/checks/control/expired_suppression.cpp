// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/suppression.h"

#include <fmt/core.h>

#include <chrono>
#include <string>

namespace nsmon::lint {
namespace {
std::string to_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void run(const JudgedComment& judged, Reporter& report) {
  if (!judged.expired || !judged.comment.problem.empty()) return;
  report.add({.span = judged.comment.span,
              .message = fmt::format("the suppression ended on {}", to_text(*judged.comment.until)),
              .hint = "fix the finding, or set a new date"});
}
}  // namespace

constinit const Check checks::control_expired_suppression{
    .info = {.id = "control/expired-suppression",
             .severity = Severity::warning,
             .summary = "the date of a suppression has passed",
             .rationale = "It was meant to end by now: the finding shows again.",
             .bad = R"(groups:
  - name: app
    rules:
      # nsmon snooze 2024-01-31 alert/no-severity -- routed by job
      - alert: Down
        expr: up == 0
)",
             .good = R"(groups:
  - name: app
    rules:
      # nsmon snooze 2999-12-31 alert/no-severity -- routed by job
      - alert: Down
        expr: up == 0
)"},
    .run = run,
};

}  // namespace nsmon::lint
