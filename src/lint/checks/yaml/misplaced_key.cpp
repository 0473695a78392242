// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::yaml_misplaced_key{
    .info = {.id = "yaml/misplaced-key",
             .severity = Severity::error,
             .summary = "a known key stands at the wrong depth",
             .rationale = "A key of a rule has no meaning on a group and the reverse; Prometheus "
                          "refuses the file.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        interval: 1m
        labels: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    interval: 1m
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::yaml_misplaced_key},
};

}  // namespace nsmon::lint
