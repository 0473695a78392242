// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
// rate() and friends treat every decrease as a counter reset, so on a gauge each dip is added back
// as if it were growth. deriv()/delta() are not listed: they are defined for gauges.
bool assumes_counter(std::string_view function) {
  return function == "rate" || function == "irate" || function == "increase" ||
         function == "resets";
}

bool never_counts(catalog::MetricType type) {
  return type == catalog::MetricType::gauge || type == catalog::MetricType::info ||
         type == catalog::MetricType::stateset;
}

void run(const Query& query, Reporter& report) {
  promql::for_each_call(query.root, [&](const promql::Call& call) {
    if (!assumes_counter(call.function)) return;
    const auto* selector = promql::selector_argument(call);
    if (selector == nullptr) return;  // subquery: the type is not known here
    const auto* metric = query.catalog.find(metric_of(*selector));
    if (metric == nullptr || !never_counts(metric->type)) return;
    report.add({.span = selector->span,
                .message = fmt::format("{}() needs a counter, but {} is a {}", call.function,
                                       metric->name, to_string(metric->type)),
                .hint = "use deriv() for a slope or delta() for a difference"});
  });
}
}  // namespace

constinit const Check checks::promql_rate_on_gauge{
    .info = {.id = "promql/rate-on-gauge",
             .severity = Severity::error,
             .summary = "a counter function is applied to a gauge",
             .rationale =
                 "Dips of a gauge look like counter resets, so the result counts growth that "
                 "never happened.",
             .bad = "rate(node_memory_free_bytes[5m]) > 0",
             .good = "deriv(node_memory_free_bytes[5m]) > 0",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
