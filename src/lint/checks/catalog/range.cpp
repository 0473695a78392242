// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_range{
    .info = {.id = "catalog/range",
             .severity = Severity::error,
             .summary = "a range of values that contradicts the metric",
             .rationale = "Thresholds are judged by the range; one that the type or the unit "
                          "rules out would prove nonsense.",
             .bad = R"(metrics:
  - name: tasks_total
    type: counter
    range: [-1, 10]
)",
             .good = R"(metrics:
  - name: tasks_total
    type: counter
    range: [0, .inf]
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
