// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::promql_syntax{
    .info = {.id = "promql/syntax",
             .severity = Severity::error,
             .summary = "the expression does not parse",
             .rationale = "Prometheus refuses a file with an expression that it cannot parse.",
             .bad = "sum(rate(http_requests_total[5m]) > 10",
             .good = "sum(rate(http_requests_total[5m])) > 10",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::promql_syntax},
};

}  // namespace nsmon::lint
