// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace nsmon::lint {
namespace {
bool only_grows(const catalog::Series& series) {
  const catalog::Metric& metric = *series.metric;
  switch (metric.type) {
    case catalog::MetricType::counter: return series.part == catalog::Part::value;
    case catalog::MetricType::histogram:
    case catalog::MetricType::summary:
      // The sum of observations below zero falls.
      if (series.part == catalog::Part::sum) return !metric.range || metric.range->low >= 0;
      return series.part == catalog::Part::count || series.part == catalog::Part::bucket;
    default: return false;
  }
}

bool keeps_the_total(promql::AggregateOp op) {
  return op == promql::AggregateOp::sum || op == promql::AggregateOp::avg ||
         op == promql::AggregateOp::min || op == promql::AggregateOp::max ||
         op == promql::AggregateOp::topk || op == promql::AggregateOp::bottomk;
}

// The selector whose running total the value is, through aggregations and factors; null for others.
const promql::VectorSelector* running_total(const promql::Expr& outer,
                                            const catalog::Catalog& catalog) {
  const promql::Expr& expr = promql::without_parentheses(outer);
  if (const auto* selector = std::get_if<promql::VectorSelector>(&expr.node)) {
    const auto series = catalog.find_series(metric_of(*selector));
    return series && only_grows(*series) ? selector : nullptr;
  }
  if (const auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
    return keeps_the_total(aggregate->op) ? running_total(*aggregate->operand, catalog) : nullptr;
  }
  if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) {
    if (binary->op != promql::BinaryOp::mul && binary->op != promql::BinaryOp::div) return nullptr;
    if (constant_value(*binary->rhs)) return running_total(*binary->lhs, catalog);
    if (binary->op == promql::BinaryOp::mul && constant_value(*binary->lhs)) {
      return running_total(*binary->rhs, catalog);
    }
  }
  return nullptr;
}

promql::BinaryOp mirrored(promql::BinaryOp op) {
  switch (op) {
    case promql::BinaryOp::gtr: return promql::BinaryOp::lss;
    case promql::BinaryOp::lss: return promql::BinaryOp::gtr;
    case promql::BinaryOp::gte: return promql::BinaryOp::lte;
    case promql::BinaryOp::lte: return promql::BinaryOp::gte;
    default: return op;
  }
}

// "Has it ever happened?" is a sound question to a total, even though a restart forgets.
bool asks_whether_ever(promql::BinaryOp op, double limit) {
  switch (op) {
    case promql::BinaryOp::gtr:
    case promql::BinaryOp::eql:
    case promql::BinaryOp::neq:
    case promql::BinaryOp::lte: return limit == 0;
    case promql::BinaryOp::gte:
    case promql::BinaryOp::lss: return limit == 1 || limit == 0;
    default: return false;
  }
}

bool reads(const promql::Expr& expr, std::string_view metric) {
  bool found = false;
  promql::for_each_selector(expr, [&](const promql::VectorSelector& selector) {
    found = found || metric_of(selector) == metric;
  });
  return found;
}

// A division by the age of the process is the mean over its life, and meant so.
bool reads_time(const promql::Expr& expr) {
  bool found = false;
  promql::for_each_call(expr, [&](const promql::Call& call) {
    found = found || call.function == "time" || call.function == "timestamp";
  });
  return found;
}

// What is wrong with `op` between a running total and `other`; nothing when it is sound.
std::optional<std::string_view> misuse(promql::BinaryOp op, const promql::Expr& other,
                                       std::string_view metric) {
  const auto constant = constant_value(other);
  if (promql::is_comparison(op)) {
    if (constant && asks_whether_ever(op, *constant)) return std::nullopt;
    if (reads(other, metric)) return std::nullopt;  // compared with itself at another time
    return "compared";
  }
  if (op != promql::BinaryOp::div || constant || reads_time(other)) return std::nullopt;
  return "divided";
}

class Judge {
 public:
  Judge(const catalog::Catalog& catalog, Reporter& report) : catalog_(catalog), report_(report) {}

  void judge(const promql::Binary& binary) {
    judge(*binary.lhs, binary.op, *binary.rhs);
    judge(*binary.rhs, mirrored(binary.op), *binary.lhs);
  }

 private:
  void judge(const promql::Expr& side, promql::BinaryOp op, const promql::Expr& other) {
    const promql::VectorSelector* selector = running_total(side, catalog_);
    if (selector == nullptr) return;
    const std::string_view metric = metric_of(*selector);
    const auto verb = misuse(op, other, metric);
    if (!verb || std::ranges::find(reported_, selector) != reported_.end()) return;
    reported_.push_back(selector);
    report_.add({.span = selector->span,
                 .message = fmt::format("{} only grows until the next restart, and its total is {}",
                                        metric, *verb),
                 .hint = "take rate() or increase() over a window"});
  }

  const catalog::Catalog& catalog_;
  Reporter& report_;
  std::vector<const promql::VectorSelector*> reported_;  // `a / b > 1` is one mistake
};

void run(const Query& query, Reporter& report) {
  Judge judge(query.catalog, report);
  promql::for_each_binary(query.root, [&](const promql::Binary& binary) { judge.judge(binary); });
}
}  // namespace

constinit const Check checks::promql_raw_counter{
    .info = {.id = "promql/raw-counter",
             .severity = Severity::warning,
             .summary = "the running total of a counter is compared or divided",
             .rationale = "A counter tells how much there was since the process started. Sooner or "
                          "later it is above any threshold, and a restart sets it back to zero.",
             .bad = "errors_total > 100",
             .good = "increase(errors_total[1h]) > 100",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
