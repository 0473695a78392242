// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_buckets{
    .info = {.id = "catalog/buckets",
             .severity = Severity::error,
             .summary = "bucket bounds that no histogram can have",
             .rationale = "Bounds are finite and rise; clients refuse anything else, and "
                          "quantiles are inferred from them.",
             .bad = R"(metrics:
  - name: wait_seconds
    type: histogram
    buckets: [1, 5, 2]
)",
             .good = R"(metrics:
  - name: wait_seconds
    type: histogram
    buckets: [1, 2, 5]
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
