// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_dotted_key{
    .info = {.id = "config/dotted-key",
             .severity = Severity::error,
             .summary = "a dotted name from the command line stands as a key",
             .rationale = "Flags are written with dots, configuration is nested. Prometheus "
                          "refuses the dotted key.",
             .bad = R"(scrape_configs: []
storage:
  tsdb.out_of_order_time_window: 30m
)",
             .good = R"(scrape_configs: []
storage:
  tsdb:
    out_of_order_time_window: 30m
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_dotted_key},
};

}  // namespace nsmon::lint
