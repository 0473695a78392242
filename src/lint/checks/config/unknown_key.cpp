// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_unknown_key{
    .info = {.id = "config/unknown-key",
             .severity = Severity::error,
             .summary = "a key that prometheus.yml does not have",
             .rationale = "A misspelt key would otherwise be ignored in silence, so Prometheus "
                          "refuses a configuration with keys that it does not know.",
             .bad = R"(scrape_configs:
  - job_name: app
    scrape_intervall: 15s
    static_configs:
      - targets: [app:8000]
)",
             .good = R"(scrape_configs:
  - job_name: app
    scrape_interval: 15s
    static_configs:
      - targets: [app:8000]
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_unknown_key},
};

}  // namespace nsmon::lint
