// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_kind{
    .info = {.id = "rule/kind",
             .severity = Severity::error,
             .summary = "a rule is both an alert and a record, or neither",
             .rationale = "A rule either raises an alert or records a series; Prometheus refuses "
                          "the file when it cannot tell which.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        record: app:up:sum
        expr: sum(up) == 0
        labels: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: sum(up) == 0
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_kind},
};

}  // namespace nsmon::lint
