// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_relabel_invalid{
    .info = {.id = "config/relabel-invalid",
             .severity = Severity::error,
             .summary = "a relabelling step contradicts itself",
             .rationale = "Each action needs certain fields and forbids others: replace needs "
                          "target_label, hashmod a modulus, labeldrop takes regex alone. "
                          "Prometheus refuses the configuration.",
             .bad = R"(scrape_configs:
  - job_name: app
    static_configs: [{targets: [app:8000]}]
    metric_relabel_configs:
      - action: labeldrop
        source_labels: [pod]
)",
             .good = R"(scrape_configs:
  - job_name: app
    static_configs: [{targets: [app:8000]}]
    metric_relabel_configs:
      - action: labeldrop
        regex: pod
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_relabel_invalid},
};

}  // namespace nsmon::lint
