// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_duplicate_group{
    .info = {.id = "rule/duplicate-group",
             .severity = Severity::error,
             .summary = "two groups of one file have the same name",
             .rationale = "The name identifies the group within its file; Prometheus refuses the "
                          "file.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
  - name: app
    rules:
      - record: app:up:count
        expr: count(up)
)",
             .good = R"(groups:
  - name: sums
    rules:
      - record: app:up:sum
        expr: sum(up)
  - name: counts
    rules:
      - record: app:up:count
        expr: count(up)
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_duplicate_group},
};

}  // namespace nsmon::lint
