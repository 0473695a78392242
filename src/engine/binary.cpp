// SPDX-License-Identifier: Apache-2.0
#include "engine/binary.h"

#include "base/try.h"
#include "series/histogram_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace nsmon::engine {
namespace {

using promql::BinaryOp;
using series::Histogram;

Outcome kept(double number) {
  return {.keep = true, .number = number, .histogram = {}};
}

Outcome kept(Histogram histogram) {
  return {.keep = true,
          .histogram = std::make_shared<const Histogram>(series::compacted(std::move(histogram)))};
}

Outcome refused(Problem problem) {
  return {.histogram = {}, .problem = problem};
}

Outcome operate_numbers(BinaryOp op, double lhs, double rhs) {
  if (op == BinaryOp::trim_lower || op == BinaryOp::trim_upper) return refused(Problem::numbers);
  if (promql::is_comparison(op)) {
    return {.keep = compare(op, lhs, rhs), .number = lhs, .histogram = {}};
  }
  return kept(calculate(op, lhs, rhs));
}

Outcome operate_histograms(BinaryOp op, const Histogram& lhs, const Histogram& rhs) {
  if (op == BinaryOp::eql || op == BinaryOp::neq) {
    const bool equal = series::same(lhs, rhs);
    Outcome outcome = kept(lhs);
    outcome.histogram = std::make_shared<const Histogram>(lhs);
    outcome.keep = equal == (op == BinaryOp::eql);
    return outcome;
  }
  if (op != BinaryOp::add && op != BinaryOp::sub) return refused(Problem::histograms);
  Histogram result = lhs;
  const series::Combination done =
      op == BinaryOp::add ? series::add(result, rhs) : series::subtract(result, rhs);
  if (done.incompatible) return refused(Problem::incompatible_layouts);
  if (done.hints_conflict) return refused(Problem::conflicting_hints);
  Outcome outcome = kept(std::move(result));
  outcome.bounds_reconciled = done.bounds_reconciled;
  return outcome;
}

Outcome operate_mixed(BinaryOp op, const Histogram& lhs, double rhs) {
  Histogram result = lhs;
  switch (op) {
    case BinaryOp::mul: series::multiply(result, rhs); break;
    case BinaryOp::div: series::divide(result, rhs); break;
    case BinaryOp::trim_upper: result = series::trimmed(lhs, series::Keep::below, rhs); break;
    case BinaryOp::trim_lower: result = series::trimmed(lhs, series::Keep::above, rhs); break;
    default: return refused(Problem::histogram_number);
  }
  return kept(std::move(result));
}

std::string_view type_names(Problem problem, std::string_view& right) {
  const bool left_is_histogram =
      problem == Problem::histograms || problem == Problem::histogram_number;
  const bool right_is_histogram =
      problem == Problem::histograms || problem == Problem::number_histogram;
  right = right_is_histogram ? "histogram" : "float";
  return left_is_histogram ? "histogram" : "float";
}

}  // namespace

bool is_arithmetic(BinaryOp op) {
  switch (op) {
    case BinaryOp::add:
    case BinaryOp::sub:
    case BinaryOp::mul:
    case BinaryOp::div:
    case BinaryOp::mod:
    case BinaryOp::pow:
    case BinaryOp::atan2: return true;
    default: return false;
  }
}

bool compare(BinaryOp op, double lhs, double rhs) {
  switch (op) {
    case BinaryOp::eql: return lhs == rhs;
    case BinaryOp::neq: return lhs != rhs;
    case BinaryOp::gtr: return lhs > rhs;
    case BinaryOp::lss: return lhs < rhs;
    case BinaryOp::gte: return lhs >= rhs;
    default: return lhs <= rhs;
  }
}

double calculate(BinaryOp op, double lhs, double rhs) {
  switch (op) {
    case BinaryOp::add: return lhs + rhs;
    case BinaryOp::sub: return lhs - rhs;
    case BinaryOp::mul: return lhs * rhs;
    case BinaryOp::div: return lhs / rhs;
    case BinaryOp::mod: return std::fmod(lhs, rhs);
    case BinaryOp::pow: return std::pow(lhs, rhs);
    case BinaryOp::atan2: return std::atan2(lhs, rhs);
    default: return compare(op, lhs, rhs) ? 1 : 0;
  }
}

Histogram negated(const Histogram& histogram) {
  Histogram result = histogram;
  series::multiply(result, -1);
  return series::compacted(std::move(result));
}

Outcome operate(BinaryOp op, const Operand& lhs, const Operand& rhs) {
  if (lhs.histogram == nullptr && rhs.histogram == nullptr) {
    return operate_numbers(op, lhs.number, rhs.number);
  }
  if (lhs.histogram != nullptr && rhs.histogram != nullptr) {
    return operate_histograms(op, *lhs.histogram, *rhs.histogram);
  }
  if (lhs.histogram != nullptr) return operate_mixed(op, *lhs.histogram, rhs.number);
  if (op != BinaryOp::mul) return refused(Problem::number_histogram);
  return operate_mixed(op, *rhs.histogram, lhs.number);
}

void Problems::report(Annotations& annotations, BinaryOp op, Span span) const {
  std::array<bool, 8> seen{};
  for (const Problem problem : last_) seen[static_cast<std::size_t>(problem)] = true;
  const std::string_view name = promql::to_string(op);
  for (const Problem problem : {Problem::numbers, Problem::histograms, Problem::number_histogram,
                                Problem::histogram_number}) {
    if (!seen[static_cast<std::size_t>(problem)]) continue;
    std::string_view right;
    const std::string_view left = type_names(problem, right);
    annotations.inform(
        fmt::format("incompatible sample types encountered for binary operator \"{}\": {} {} {}",
                    name, left, name, right),
        span);
  }
  if (seen[static_cast<std::size_t>(Problem::incompatible_layouts)]) {
    annotations.warn(
        fmt::format("incompatible bucket layout encountered for binary operator {}", name), span);
  }
  const std::string_view operation = op == BinaryOp::sub ? "subtraction" : "addition";
  if (seen[static_cast<std::size_t>(Problem::conflicting_hints)]) {
    annotations.warn(fmt::format("conflicting counter resets during histogram {}", operation),
                     span);
  }
  if (bounds_reconciled_) {
    annotations.inform(
        fmt::format("mismatched custom buckets were reconciled during {}", operation), span);
  }
}

Result<Evaluated> combine_scalars(const promql::Binary& binary, const Scalars& lhs,
                                  const Scalars& rhs) {
  if (binary.op == BinaryOp::trim_lower || binary.op == BinaryOp::trim_upper) {
    return failure(fmt::format("operator \"{}\" not allowed for Scalar operations",
                               promql::to_string(binary.op)));
  }
  Scalars result(lhs.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = calculate(binary.op, lhs[i], rhs[i]);
  }
  return result;
}

namespace {

// One operation between a vector and a scalar, for all columns.
class ScalarOperation {
 public:
  ScalarOperation(const promql::Binary& binary, const Scalars& scalars, ScalarSide side)
      : binary_(binary), scalars_(scalars), side_(side), problems_(scalars.size()) {}

  void apply(Column& column) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.has(step)) apply(column, step);
    }
  }
  const Problems& problems() const { return problems_; }

 private:
  void apply(Column& column, std::size_t step) {
    if (column.is_number(step) && is_arithmetic(binary_.op)) {
      const double value = column.values[step];
      column.values[step] = side_ == ScalarSide::right
                                ? calculate(binary_.op, value, scalars_[step])
                                : calculate(binary_.op, scalars_[step], value);
      return;
    }
    const Operand element{column.values[step],
                          column.is_histogram(step) ? column.histograms[step].get() : nullptr};
    const Operand scalar{scalars_[step], nullptr};
    Outcome outcome = side_ == ScalarSide::right ? operate(binary_.op, element, scalar)
                                                 : operate(binary_.op, scalar, element);
    problems_.note(step, outcome);
    if (outcome.problem != Problem::none) return column.clear(step);
    if (binary_.return_bool) {
      column.clear(step);
      return column.set(step, outcome.keep ? 1.0 : 0.0);
    }
    if (!outcome.keep) return column.clear(step);
    if (promql::is_comparison(binary_.op)) return;  // the element keeps its own value
    column.set(step, std::move(outcome.histogram));
  }

  const promql::Binary& binary_;
  const Scalars& scalars_;
  ScalarSide side_;
  Problems problems_;
};

}  // namespace

Result<Columns> combine_with_scalars(Evaluator& evaluator, const promql::Expr& expr, Columns vector,
                                     const Scalars& scalars, ScalarSide side) {
  const auto& binary = std::get<promql::Binary>(expr.node);
  ScalarOperation operation(binary, scalars, side);
  for (Column& column : vector) {
    operation.apply(column);
    if (is_arithmetic(binary.op) || binary.return_bool) evaluator.drop_name(column);
  }
  operation.problems().report(evaluator.query().annotations(), binary.op, expr.span);
  return evaluator.merged(std::move(vector));
}

}  // namespace nsmon::engine
