// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_unit{
    .info = {.id = "catalog/unit",
             .severity = Severity::error,
             .summary = "a unit that cannot be read",
             .rationale = "A unit is a word or a product such as bytes/seconds; without it "
                          "nothing is known about the scale of the metric.",
             .bad = R"(metrics:
  - name: queue_length
    type: gauge
    unit: tasks//s
)",
             .good = R"(metrics:
  - name: queue_length
    type: gauge
    unit: tasks/seconds
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
