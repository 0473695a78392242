// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_non_yaml_block{
    .info = {.id = "config/non-yaml-block",
             .severity = Severity::error,
             .summary = "command-line flags stand where configuration is expected",
             .rationale = "Flags of the prometheus command cannot be set in prometheus.yml; a "
                          "file with them is no configuration at all.",
             .bad = R"(scrape_configs: []
--storage.tsdb.retention.time=30d
)",
             .good = R"(scrape_configs: []
storage:
  tsdb:
    out_of_order_time_window: 30m
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_non_yaml_block},
};

}  // namespace nsmon::lint
