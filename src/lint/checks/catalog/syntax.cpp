// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_syntax{
    .info = {.id = "catalog/syntax",
             .severity = Severity::error,
             .summary = "the catalog file cannot be read as one",
             .rationale = "A key that catalogs do not have, or a value of the wrong kind, would "
                          "make the linter judge by half of the catalog.",
             .bad = R"(metrics:
  - name: queue_length
    type: gauge
    unitt: tasks
)",
             .good = R"(metrics:
  - name: queue_length
    type: gauge
    unit: tasks
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
