// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_no_expr{
    .info = {.id = "rule/no-expr",
             .severity = Severity::error,
             .summary = "a rule has no expression",
             .rationale = "There is nothing to evaluate; Prometheus refuses the file.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        labels: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_no_expr},
};

}  // namespace nsmon::lint
