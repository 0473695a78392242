// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_duplicate_job{
    .info = {.id = "config/duplicate-job",
             .severity = Severity::error,
             .summary = "two scrape configurations have the same job name",
             .rationale = "The name identifies the job, also across scrape_config_files; "
                          "Prometheus refuses the configuration.",
             .bad = R"(scrape_configs:
  - job_name: app
    static_configs: [{targets: [a:8000]}]
  - job_name: app
    static_configs: [{targets: [b:8000]}]
)",
             .good = R"(scrape_configs:
  - job_name: app
    static_configs: [{targets: [a:8000, b:8000]}]
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_duplicate_job},
};

}  // namespace nsmon::lint
