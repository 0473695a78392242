// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_timeout_exceeds_interval{
    .info = {.id = "config/timeout-exceeds-interval",
             .severity = Severity::error,
             .summary = "a scrape may take longer than the interval between scrapes",
             .rationale = "Prometheus refuses a scrape_timeout above the scrape_interval of the "
                          "job, whether either is written there or inherited from global.",
             .bad = R"(scrape_configs:
  - job_name: app
    scrape_interval: 5s
    scrape_timeout: 10s
    static_configs:
      - targets: [app:8000]
)",
             .good = R"(scrape_configs:
  - job_name: app
    scrape_interval: 5s
    scrape_timeout: 4s
    static_configs:
      - targets: [app:8000]
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_timeout_exceeds_interval},
};

}  // namespace nsmon::lint
