// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/registry.h"
#include "lint/suppression.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void run(const JudgedComment& judged, Reporter& report) {
  for (const ControlComment::Name& name : judged.comment.names) {
    if (find_check(name.text) != nullptr || is_family(name.text)) continue;
    const auto nearest = nearest_check(name.text);
    report.add({.span = name.span,
                .message = fmt::format("there is no check {}", name.text),
                .hint = nearest ? fmt::format("did you mean {}?", *nearest)
                                : "nsmon lint-rules --list-checks prints all of them"});
  }
}
}  // namespace

constinit const Check checks::control_unknown_check{
    .info = {.id = "control/unknown-check",
             .severity = Severity::warning,
             .summary = "a suppression names a check that does not exist",
             .rationale = "It silences nothing, and hides a typo.",
             .bad = R"(groups:
  - name: app
    rules:
      # nsmon disable alert/no-severty -- routed by job
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
