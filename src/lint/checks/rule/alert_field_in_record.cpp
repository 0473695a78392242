// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_alert_field_in_record{
    .info = {.id = "rule/alert-field-in-record",
             .severity = Severity::error,
             .summary = "a recording rule has a field of alerts",
             .rationale = "for, keep_firing_for and annotations mean nothing for a recorded "
                          "series; Prometheus refuses the file.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
        for: 5m
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_alert_field_in_record},
};

}  // namespace nsmon::lint
