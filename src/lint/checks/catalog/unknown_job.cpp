// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::catalog_unknown_job{
    .info = {.id = "catalog/unknown-job",
             .severity = Severity::error,
             .summary = "a metric names a job that no target of the catalog has",
             .rationale = "The metric would never be expected anywhere, most likely because of a "
                          "typo.",
             .bad = R"(metrics:
  - name: queue_length
    type: gauge
    jobs: [wroker]
targets:
  worker: {scrape_interval: 15s}
)",
             .good = R"(metrics:
  - name: queue_length
    type: gauge
    jobs: [worker]
targets:
  worker: {scrape_interval: 15s}
)"},
    .run = CatalogClaim{},
};

}  // namespace nsmon::lint
