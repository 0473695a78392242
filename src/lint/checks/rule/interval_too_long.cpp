// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "lint/check.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
// Query look-back of a server that was not told otherwise.
constexpr std::chrono::minutes kLookback{5};

void run(const JudgedGroup& judged, Reporter& report) {
  const auto& interval = judged.group.interval;
  if (!interval || interval->value <= kLookback) return;
  report.add({.span = interval->span,
              .message = fmt::format("evaluated every {}, but a query looks back {} only",
                                     format_duration(interval->value), format_duration(kLookback)),
              .hint = "evaluate at least every 5m"});
}
}  // namespace

constinit const Check checks::rule_interval_too_long{
    .info = {.id = "rule/interval-too-long",
             .severity = Severity::warning,
             .summary = "a group is evaluated more rarely than queries look back",
             .rationale =
                 "A recorded series vanishes five minutes after its last sample, so it has "
                 "gaps between evaluations; alerts on it flap.",
             .bad = R"(groups:
  - name: app
    interval: 10m
    rules:
      - record: app:up:sum
        expr: sum(up)
)",
             .good = R"(groups:
  - name: app
    interval: 1m
    rules:
      - record: app:up:sum
        expr: sum(up)
)"},
    .run = run,
};

}  // namespace nsmon::lint
