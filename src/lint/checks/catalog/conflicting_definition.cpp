// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_conflicting_definition{
    .info = {.id = "catalog/conflicting-definition",
             .severity = Severity::error,
             .summary = "two definitions of one metric disagree",
             .rationale = "Only one of them can be true, and the linter would judge by whichever "
                          "is read first.",
             .bad = R"(metrics:
  - name: queue_length
    type: gauge
  - name: queue_length
    type: counter
)",
             .good = R"(metrics:
  - name: queue_length
    type: gauge
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
