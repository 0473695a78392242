// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::config_remote_write{
    .info = {.id = "config/remote-write",
             .severity = Severity::error,
             .summary = "a remote_write block cannot work",
             .rationale = "Samples are sent to a URL, and a name stands for one queue; Prometheus "
                          "refuses a block without a URL and a name that is used twice.",
             .bad = R"(scrape_configs: []
remote_write:
  - name: long_term
)",
             .good = R"(scrape_configs: []
remote_write:
  - name: long_term
    url: http://store:9090/api/v1/write
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::config_remote_write},
};

}  // namespace nsmon::lint
