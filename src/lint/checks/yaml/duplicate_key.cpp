// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::yaml_duplicate_key{
    .info = {.id = "yaml/duplicate-key",
             .severity = Severity::error,
             .summary = "a key stands twice in one mapping",
             .rationale = "Which of the two values was meant is anybody's guess, so Prometheus "
                          "refuses the file.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        for: 5m
        for: 10m
        labels: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        for: 10m
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::yaml_duplicate_key},
};

}  // namespace nsmon::lint
