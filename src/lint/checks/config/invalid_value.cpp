// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_invalid_value{
    .info = {.id = "config/invalid-value",
             .severity = Severity::error,
             .summary = "a value that Prometheus refuses",
             .rationale = "The key is right and its value cannot be used: a duration, an address, "
                          "a choice or a combination that Prometheus does not take.",
             .bad = R"(global:
  scrape_interval: 15 s
)",
             .good = R"(global:
  scrape_interval: 15s
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_invalid_value,
                 .also = config::ProblemKind::config_wrong_type},
};

}  // namespace nsmon::lint
