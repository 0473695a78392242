// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::promql_type{
    .info = {.id = "promql/type",
             .severity = Severity::error,
             .summary = "an argument has the wrong type, or their number is wrong",
             .rationale = "Functions and operators accept only certain types of values: rate() "
                          "needs a range, a comparison of scalars needs bool. Prometheus refuses "
                          "the file.",
             .bad = "rate(http_requests_total) > 10",
             .good = "rate(http_requests_total[5m]) > 10",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::promql_type},
};

}  // namespace nsmon::lint
