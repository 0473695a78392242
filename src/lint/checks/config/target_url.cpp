// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_target_url{
    .info = {.id = "config/target-url",
             .severity = Severity::error,
             .summary = "a static target is written as a URL",
             .rationale = "A target is host and port. The scheme and the path have settings of "
                          "their own; Prometheus refuses a target with a slash.",
             .bad = R"(scrape_configs:
  - job_name: app
    static_configs: [{targets: ['http://app:8000/metrics']}]
)",
             .good = R"(scrape_configs:
  - job_name: app
    metrics_path: /metrics
    static_configs: [{targets: ['app:8000']}]
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_target_url},
};

}  // namespace nsmon::lint
