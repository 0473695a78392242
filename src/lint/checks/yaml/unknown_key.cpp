// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::yaml_unknown_key{
    .info = {.id = "yaml/unknown-key",
             .severity = Severity::error,
             .summary = "a key that rule files do not have",
             .rationale = "A misspelt key would otherwise be ignored in silence, so Prometheus "
                          "refuses a file with keys that it does not know.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        lables: {severity: critical}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::yaml_unknown_key},
};

}  // namespace nsmon::lint
