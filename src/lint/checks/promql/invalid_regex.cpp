// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

namespace nsmon::lint {

constinit const Check checks::promql_invalid_regex{
    .info = {.id = "promql/invalid-regex",
             .severity = Severity::error,
             .summary = "a regular expression is not valid RE2",
             .rationale = "Matchers use the RE2 language, which has no look-around and no back "
                          "references; Prometheus refuses the file.",
             .bad = R"(rate(http_requests_total{status=~"5[0-"}[5m]) > 10)",
             .good = R"(rate(http_requests_total{status=~"5[0-9]+"}[5m]) > 10)",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::promql_invalid_regex},
};

}  // namespace nsmon::lint
