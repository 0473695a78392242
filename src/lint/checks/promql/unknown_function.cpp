// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::promql_unknown_function{
    .info = {.id = "promql/unknown-function",
             .severity = Severity::error,
             .summary = "a function that PromQL does not have",
             .rationale =
                 "Prometheus refuses a file with a call of a function that it does not know.",
             .bad = "quantile_histogram(0.9, rate(request_duration_seconds_bucket[5m])) > 1",
             .good = "histogram_quantile(0.9, rate(request_duration_seconds_bucket[5m])) > 1",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::promql_unknown_function},
};

}  // namespace nsmon::lint
