// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_missing_job_name{
    .info = {.id = "config/missing-job-name",
             .severity = Severity::error,
             .summary = "a scrape configuration has no job name",
             .rationale = "The name becomes the job label of everything that is scraped; "
                          "Prometheus refuses a job without one.",
             .bad = R"(scrape_configs:
  - static_configs: [{targets: [app:8000]}]
)",
             .good = R"(scrape_configs:
  - job_name: app
    static_configs: [{targets: [app:8000]}]
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_missing_job_name},
};

}  // namespace nsmon::lint
