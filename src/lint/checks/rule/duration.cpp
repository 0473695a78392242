// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_duration{
    .info = {.id = "rule/duration",
             .severity = Severity::error,
             .summary = "a duration is not written as Prometheus reads it",
             .rationale = "Durations are whole counts with units, largest first: 1h30m. "
                          "Prometheus refuses the file.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        for: 5 min
        labels: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_duration},
};

}  // namespace nsmon::lint
