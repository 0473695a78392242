// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_group_name{
    .info = {.id = "rule/group-name",
             .severity = Severity::error,
             .summary = "a group has no name",
             .rationale = "Prometheus keeps the state of a group under its name and refuses a "
                          "group without one.",
             .bad = R"(groups:
  - rules:
      - record: app:up:sum
        expr: sum(up)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_group_name},
};

}  // namespace nsmon::lint
