// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::rule_record_name{
    .info = {.id = "rule/record-name",
             .severity = Severity::error,
             .summary = "the recorded name is no legal metric name",
             .rationale = "The result is stored under this name, so it has to be one that "
                          "Prometheus can store.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: !!binary /w==
        expr: sum(up)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::rule_record_name},
};

}  // namespace nsmon::lint
