// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_name{
    .info = {.id = "catalog/name",
             .severity = Severity::error,
             .summary = "a name that no metric or label can have",
             .rationale = "Targets cannot expose it, so nothing that is said about it ever "
                          "applies. Colons belong to recorded series.",
             .bad = R"(metrics:
  - name: queue:length
    type: gauge
)",
             .good = R"(metrics:
  - name: queue_length
    type: gauge
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
