// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_reserved_label{
    .info = {.id = "catalog/reserved-label",
             .severity = Severity::error,
             .summary = "a label that is reserved for Prometheus or its clients",
             .rationale = "le and quantile come from the type of the metric, and labels that "
                          "begin with two underscores never leave the server.",
             .bad = R"(metrics:
  - name: wait_seconds
    type: histogram
    labels:
      le: {cardinality: low}
)",
             .good = R"(metrics:
  - name: wait_seconds
    type: histogram
    labels:
      queue: {cardinality: low}
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
