// SPDX-License-Identifier: Apache-2.0

// What is known of a query before it runs. An expression is step invariant when it is made of
// constants and of selectors fixed by `@`, and no function in it depends on the evaluation time;
// the largest such parts are evaluated once and repeated (Prometheus 3.14, "@ modifier"). Duration
// expressions become milliseconds here, so that their errors come before any evaluation.
#include "base/try.h"
#include "engine/query.h"
#include "promql/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace nsmon::engine {
namespace {

using promql::DurationExpr;
using promql::DurationOp;
using promql::DurationValue;
using promql::Expr;

constexpr std::array<std::string_view, 11> kTimeDependent = {
    "day_of_month", "day_of_week",    "day_of_year", "days_in_month", "hour", "minute",
    "month",        "predict_linear", "time",        "timestamp",     "year"};

constexpr std::array<std::string_view, 3> kCountFunctions = {"histogram_avg", "histogram_count",
                                                             "histogram_sum"};
constexpr std::array<std::string_view, 3> kBucketFunctions = {
    "histogram_fraction", "histogram_quantile", "histogram_quantiles"};

bool listed(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// `timestamp(x @ T)` is the time of a sample, which does not move.
bool is_timestamp_of_fixed_selector(const promql::Call& call) {
  if (call.function != "timestamp") return false;
  const auto* selector =
      std::get_if<promql::VectorSelector>(&promql::without_parentheses(*call.arguments[0]).node);
  return selector != nullptr && selector->time.at.has_value();
}

class Planner {
 public:
  explicit Planner(const QueryTimes& times) : times_(times) {}

  Result<Plan> run(const Expr& root) {
    TRY(visit(root, false, false));
    if (find_invariant(root)) mark(root);
    return std::move(plan_);
  }

 private:
  // Durations of the tree and selectors of which only counts are needed. `counting`: below a
  // function that looks at counts; `whole`: something on the way needs all buckets.
  Result<void> visit(const Expr& expr, bool counting, bool whole);
  Result<void> visit_selector(const promql::VectorSelector& selector, bool counting, bool whole);
  Result<void> resolve(const DurationValue& value, bool must_be_positive);
  Result<double> seconds(const DurationExpr& expr) const;
  bool find_invariant(const Expr& expr);
  bool find_invariant_call(const promql::Call& call);
  void mark(const Expr& expr) { plan_.step_invariant.insert(&promql::without_parentheses(expr)); }

  QueryTimes times_;
  Plan plan_;
};

Result<double> Planner::seconds(const DurationExpr& expr) const {
  switch (expr.op) {
    case DurationOp::literal: return expr.seconds;
    case DurationOp::step: return static_cast<double>(times_.step) / 1000;
    case DurationOp::range: return static_cast<double>(times_.end - times_.start) / 1000;
    default: break;
  }
  double left = 0;
  double right = 0;
  if (expr.lhs) {
    TRY_ASSIGN(left, seconds(*expr.lhs));
  }
  if (expr.rhs) {
    TRY_ASSIGN(right, seconds(*expr.rhs));
  }
  switch (expr.op) {
    case DurationOp::add: return left + right;
    case DurationOp::sub: return left - right;
    case DurationOp::mul: return left * right;
    case DurationOp::div:
      if (right == 0) return failure("division by zero");
      return left / right;
    case DurationOp::mod:
      if (right == 0) return failure("modulo by zero");
      return std::fmod(left, right);
    case DurationOp::pow: return std::pow(left, right);
    case DurationOp::neg: return -left;
    case DurationOp::pos: return left;
    case DurationOp::min_of: return std::min(left, right);
    default: return std::max(left, right);
  }
}

Result<void> Planner::resolve(const DurationValue& value, bool must_be_positive) {
  if (!value.expression) {
    using std::chrono::milliseconds;
    plan_.durations_ms[&value] = std::chrono::duration_cast<milliseconds>(value.literal).count();
    return {};
  }
  const Span span = value.expression->span;
  const auto fail = [span](std::string_view text) {
    return failure(fmt::format("{}:{}: {}", span.begin, span.end, text), span);
  };
  const auto result = seconds(*value.expression);
  if (!result) return fail(result.error().message);
  constexpr double kLongest = 9223372036.0;  // seconds that fit in 64 bits of nanoseconds
  if (std::isnan(*result) || std::isinf(*result)) return fail("duration is NaN or infinite");
  if (must_be_positive && *result <= 0) return fail("duration must be greater than 0");
  if (std::abs(*result) > kLongest) return fail("duration is out of range");
  plan_.durations_ms[&value] = static_cast<std::int64_t>(*result * 1000);
  return {};
}

Result<void> Planner::visit_selector(const promql::VectorSelector& selector, bool counting,
                                     bool whole) {
  if (counting && !whole) plan_.counts_only.insert(&selector);
  if (selector.time.offset) TRY(resolve(*selector.time.offset, false));
  return {};
}

Result<void> Planner::visit(const Expr& expr, bool counting, bool whole) {
  if (const auto* selector = std::get_if<promql::VectorSelector>(&expr.node)) {
    return visit_selector(*selector, counting, whole);
  }
  if (const auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node)) {
    TRY(resolve(matrix->range, true));
    return visit_selector(matrix->selector, counting, whole);
  }
  if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) {
    TRY(resolve(subquery->range, true));
    if (subquery->step) TRY(resolve(*subquery->step, true));
    if (subquery->time.offset) TRY(resolve(*subquery->time.offset, false));
    whole = true;
  }
  if (const auto* call = std::get_if<promql::Call>(&expr.node)) {
    counting = counting || listed(kCountFunctions, call->function);
    whole = whole || listed(kBucketFunctions, call->function);
  }
  if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) {
    whole = whole || binary->op == promql::BinaryOp::trim_lower ||
            binary->op == promql::BinaryOp::trim_upper;
  }
  for (const Expr* child : promql::children(expr)) TRY(visit(*child, counting, whole));
  return {};
}

bool Planner::find_invariant_call(const promql::Call& call) {
  std::vector<const Expr*> fixed;
  for (const promql::ExprPtr& argument : call.arguments) {
    if (find_invariant(*argument)) fixed.push_back(argument.get());
  }
  const bool moves = listed(kTimeDependent, call.function) && !is_timestamp_of_fixed_selector(call);
  if (!moves && fixed.size() == call.arguments.size()) return true;
  for (const Expr* argument : fixed) mark(*argument);
  return false;
}

bool Planner::find_invariant(const Expr& expr) {
  if (const auto* paren = std::get_if<promql::Paren>(&expr.node)) {
    return find_invariant(*paren->inner);
  }
  if (const auto* unary = std::get_if<promql::Unary>(&expr.node)) {
    return find_invariant(*unary->operand);
  }
  if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) {
    const bool left = find_invariant(*binary->lhs);
    const bool right = find_invariant(*binary->rhs);
    if (left && right) return true;
    if (left) mark(*binary->lhs);
    if (right) mark(*binary->rhs);
    return false;
  }
  if (const auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
    return find_invariant(*aggregate->operand);
  }
  if (const auto* call = std::get_if<promql::Call>(&expr.node)) return find_invariant_call(*call);
  if (const auto* selector = std::get_if<promql::VectorSelector>(&expr.node)) {
    return selector->time.at.has_value();
  }
  if (const auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node)) {
    return matrix->selector.time.at.has_value();
  }
  if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) {
    if (find_invariant(*subquery->inner)) mark(*subquery->inner);
    return subquery->time.at.has_value();
  }
  return true;  // literals
}

}  // namespace

Result<Plan> make_plan(const Expr& root, const QueryTimes& times) {
  return Planner(times).run(root);
}

}  // namespace nsmon::engine
