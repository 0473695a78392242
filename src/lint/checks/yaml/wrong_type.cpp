// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::yaml_wrong_type{
    .info = {.id = "yaml/wrong-type",
             .severity = Severity::error,
             .summary = "a value has the wrong shape",
             .rationale = "A list where a mapping is expected, or the reverse, cannot be read as "
                          "rules; Prometheus refuses the file.",
             .bad = R"(groups:
  - name: app
    rules:
      alert: Down
      expr: up == 0
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::yaml_wrong_type},
};

}  // namespace nsmon::lint
