// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_type{
    .info = {.id = "catalog/type",
             .severity = Severity::error,
             .summary = "a field that metrics of this type do not have",
             .rationale = "Only histograms have buckets and only summaries quantiles; the type or "
                          "the field is wrong.",
             .bad = R"(metrics:
  - name: queue_length
    type: gauge
    buckets: [1, 5, 10]
)",
             .good = R"(metrics:
  - name: queue_length
    type: histogram
    buckets: [1, 5, 10]
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
