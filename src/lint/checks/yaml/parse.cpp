// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::yaml_parse{
    .info = {.id = "yaml/parse",
             .severity = Severity::error,
             .summary = "the file is not valid YAML",
             .rationale = "Nothing of a file that cannot be read is evaluated. Prometheus refuses "
                          "to start with it, and a reload keeps the old rules.",
             .bad = R"(groups:
  - name: app
	rules: []
)",
             .good = R"(groups:
  - name: app
    rules: []
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::yaml_parse},
};

}  // namespace nsmon::lint
