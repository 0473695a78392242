// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <string_view>

namespace nsmon::lint {
namespace {
bool asks_for_presence(const promql::Call& call) {
  return call.function == "absent" || call.function == "absent_over_time";
}

// Comparisons, and set operators that let series through by the presence of others.
bool is_condition(promql::BinaryOp op) {
  return promql::is_comparison(op) || op == promql::BinaryOp::and_ ||
         op == promql::BinaryOp::unless || op == promql::BinaryOp::trim_upper ||
         op == promql::BinaryOp::trim_lower;
}

// Series whose presence may be the news: recorded ones may hold a filtered result.
bool may_be_filtered(std::string_view metric, const FileSet& files) {
  return metric.empty() || metric == "ALERTS" || metric.ends_with("_info") ||
         metric.find(':') != std::string_view::npos || !files.recorded(metric).empty();
}

void run(const Query& query, Reporter& report) {
  if (query.rule.kind != config::RuleKind::alert) return;
  bool condition = false;
  bool reads = false;
  promql::for_each(query.root, [&](const promql::Expr& expr) {
    if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) {
      condition = condition || is_condition(binary->op);
    }
    if (const auto* call = std::get_if<promql::Call>(&expr.node)) {
      condition = condition || asks_for_presence(*call);
    }
  });
  promql::for_each_selector(query.root, [&](const promql::VectorSelector& selector) {
    reads = true;
    condition = condition || may_be_filtered(metric_of(selector), query.files);
  });
  if (condition || !reads) return;
  report.add({.span = query.root.span,
              .message = "the alert fires for every series that the expression gives, whatever its "
                         "value",
              .hint = "compare the value with a threshold"});
}
}  // namespace

constinit const Check checks::alert_no_comparison{
    .info = {.id = "alert/no-comparison",
             .severity = Severity::warning,
             .summary = "an alert has no condition",
             .rationale = "An alert fires for each series that its expression gives, zero or not. "
                          "Without a comparison it fires as long as the series exist.",
             .bad = "rate(errors_total[5m])",
             .good = "rate(errors_total[5m]) > 0.1"},
    .run = run,
};

}  // namespace nsmon::lint
