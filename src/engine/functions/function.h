// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/evaluator.h"
#include "promql/walk.h"

#include <span>
#include <string>
#include <string_view>

namespace nsmon::engine {

// One call that is being evaluated: access to its arguments.
struct CallContext {
  Evaluator& evaluator;
  const promql::Expr& expr;
  const promql::Call& call;

  std::size_t size() const { return call.arguments.size(); }
  std::size_t steps() const { return evaluator.steps(); }
  Query& query() { return evaluator.query(); }
  Annotations& annotations() { return evaluator.query().annotations(); }
  // The argument without parentheses around it.
  const promql::Expr& argument(std::size_t i) const {
    return promql::without_parentheses(*call.arguments[i]);
  }
  // What annotations about an argument point at.
  Span span(std::size_t i) const { return argument(i).span; }
  Result<Columns> vector(std::size_t i) { return evaluator.eval_vector(*call.arguments[i]); }
  Result<Scalars> scalar(std::size_t i) { return evaluator.eval_scalar(*call.arguments[i]); }
  // The same number at every step when the argument is left out.
  Result<Scalars> scalar_or(std::size_t i, double value) {
    if (i < size()) return scalar(i);
    return Scalars(steps(), value);
  }
  const std::string& text(std::size_t i) const {
    return std::get<promql::StringLiteral>(argument(i).node).value;
  }
  Result<RangeVector> range(std::size_t i) { return evaluator.eval_range(*call.arguments[i]); }
};

using FunctionBody = Result<Evaluated> (*)(CallContext& context);

struct FunctionRow {
  std::string_view name;
  FunctionBody body = nullptr;
};

// Null for an unknown name.
FunctionBody find_body(std::string_view name);

// One family a file.
std::span<const FunctionRow> math_functions();
std::span<const FunctionRow> time_functions();
std::span<const FunctionRow> label_functions();
std::span<const FunctionRow> order_functions();
std::span<const FunctionRow> presence_functions();
std::span<const FunctionRow> rate_functions();
std::span<const FunctionRow> instant_rate_functions();
std::span<const FunctionRow> change_functions();
std::span<const FunctionRow> over_time_functions();
std::span<const FunctionRow> spread_functions();
std::span<const FunctionRow> trend_functions();
std::span<const FunctionRow> histogram_functions();
std::span<const FunctionRow> quantile_functions();
std::span<const FunctionRow> info_functions();

}  // namespace nsmon::engine
