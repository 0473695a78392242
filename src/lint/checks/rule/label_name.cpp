// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_label_name{
    .info = {.id = "rule/label-name",
             .severity = Severity::error,
             .summary = "a label or annotation has an illegal name",
             .rationale = "The name cannot be stored or used in a template; Prometheus refuses "
                          "the file.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical, "": core}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical, team: core}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_label_name,
                 .also = config::ProblemKind::rule_label_value},
};

}  // namespace nsmon::lint
