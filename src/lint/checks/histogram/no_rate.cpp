// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
// The selector of raw buckets that a quantile is computed from, through aggregations; null as soon
// as a function or an operator stands between: those can be a difference over time.
const promql::VectorSelector* raw_buckets(const promql::Expr& outer, const FileSet& files) {
  const promql::Expr& expr = promql::without_parentheses(outer);
  if (const auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
    return raw_buckets(*aggregate->operand, files);
  }
  const auto* selector = std::get_if<promql::VectorSelector>(&expr.node);
  if (selector == nullptr) return nullptr;
  const std::string_view metric = metric_of(*selector);
  const bool recorded =
      metric.find(':') != std::string_view::npos || !files.recorded(metric).empty();
  return metric.ends_with("_bucket") && !recorded ? selector : nullptr;
}

void run(const Query& query, Reporter& report) {
  promql::for_each_call(query.root, [&](const promql::Call& call) {
    if (call.function != "histogram_quantile" || call.arguments.size() < 2) return;
    const auto* selector = raw_buckets(*call.arguments[1], query.files);
    if (selector == nullptr) return;
    report.add(
        {.span = selector->span,
         .message = fmt::format("the quantile is over the whole life of the process, because "
                                "{} is not rated",
                                metric_of(*selector)),
         .hint = fmt::format("write rate({}[5m])",
                             query.text.substr(selector->span.begin, selector->span.size()))});
  });
}
}  // namespace

constinit const Check checks::histogram_no_rate{
    .info = {.id = "histogram/no-rate",
             .severity = Severity::warning,
             .summary = "a quantile is computed from buckets that are not rated",
             .rationale =
                 "Buckets are counters. Without rate() the quantile covers everything since "
                 "the process started, so that it hardly moves any more after a while.",
             .bad = "histogram_quantile(0.95, request_duration_seconds_bucket) > 1",
             .good = "histogram_quantile(0.95, sum by (le) "
                     "(rate(request_duration_seconds_bucket[5m]))) > 1"},
    .run = run,
};

}  // namespace nsmon::lint
