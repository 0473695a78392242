// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_braces_in_record{
    .info = {.id = "rule/braces-in-record",
             .severity = Severity::error,
             .summary = "the recorded name contains braces",
             .rationale = "A record is a plain name. Labels of the result belong into labels; "
                          "Prometheus refuses braces because they are nearly always a selector by "
                          "mistake.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: 'app:up:sum{team="core"}'
        expr: sum(up)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        labels: {team: core}
        expr: sum(up)
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_braces_in_record},
};

}  // namespace nsmon::lint
