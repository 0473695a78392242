// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluator.h"

#include "base/try.h"
#include "engine/binary.h"
#include "engine/functions/function.h"
#include "promql/walk.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

namespace nsmon::engine {
namespace {

using promql::Expr;

// Repeats what was found at the first step at all others.
void repeat_first(Column& column, std::size_t steps) {
  column.kinds.resize(steps, column.kinds[0]);
  column.values.resize(steps, column.values[0]);
  if (column.has_histograms()) column.histograms.resize(steps, column.histograms[0]);
}

bool share_a_step(const Column& a, const Column& b) {
  for (std::size_t step = 0; step < a.size(); ++step) {
    if (a.has(step) && b.has(step)) return true;
  }
  return false;
}

Evaluated nothing_of(promql::ValueType type) {
  if (type == promql::ValueType::scalar) return Scalars{};
  if (type == promql::ValueType::string) return std::string();
  return Columns{};
}

NodeCost cost_of(const Evaluated& value) {
  NodeCost cost;
  if (const auto* columns = std::get_if<Columns>(&value)) {
    cost.series = columns->size();
    cost.samples = weight(*columns);
  } else if (const auto* scalars = std::get_if<Scalars>(&value)) {
    cost.samples = scalars->size();
  }
  return cost;
}

}  // namespace

std::unexpected<Error> same_labelset() {
  return failure("vector cannot contain metrics with the same labelset");
}

Result<Evaluated> Evaluator::eval(const Expr& expr) {
  if (steps() == 0) return nothing_of(promql::type_of(expr));
  if (const auto* paren = std::get_if<promql::Paren>(&expr.node)) return eval(*paren->inner);
  TRY(query_.check());
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t before = query_.samples();
  const bool invariant = steps() > 1 && query_.plan().step_invariant.contains(&expr);
  auto value = invariant ? eval_invariant(expr) : eval_node(expr);
  if (!value) return value;
  NodeCost cost = cost_of(*value);
  const std::size_t held = std::holds_alternative<Columns>(*value) ? cost.samples : 0;
  const bool counted = std::holds_alternative<promql::VectorSelector>(expr.node) && !invariant;
  if (!counted) TRY(query_.load(held));
  query_.set_samples(before + held);
  if (query_.options().trace) {
    cost.elapsed = std::chrono::steady_clock::now() - begin;
    query_.options().trace(expr, cost);
  }
  return value;
}

Result<Evaluated> Evaluator::eval_invariant(const Expr& expr) {
  Evaluator once(query_, Grid{grid_.start, grid_.step, 1});
  TRY_ASSIGN(Evaluated value, once.eval_node(expr));
  if (auto* scalars = std::get_if<Scalars>(&value)) scalars->resize(steps(), scalars->at(0));
  if (auto* columns = std::get_if<Columns>(&value)) {
    for (Column& column : *columns) repeat_first(column, steps());
  }
  return value;
}

Result<Evaluated> Evaluator::eval_node(const Expr& expr) {
  if (const auto* number = std::get_if<promql::NumberLiteral>(&expr.node)) {
    return Scalars(steps(), number->value);
  }
  if (const auto* text = std::get_if<promql::StringLiteral>(&expr.node)) return text->value;
  if (const auto* paren = std::get_if<promql::Paren>(&expr.node)) return eval_node(*paren->inner);
  if (const auto* unary = std::get_if<promql::Unary>(&expr.node)) return eval_unary(*unary);
  if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) {
    return eval_binary(expr, *binary);
  }
  if (const auto* call = std::get_if<promql::Call>(&expr.node)) return eval_call(expr, *call);
  if (const auto* aggregation = std::get_if<promql::Aggregate>(&expr.node)) {
    return aggregate(*this, expr, *aggregation);
  }
  if (const auto* selector = std::get_if<promql::VectorSelector>(&expr.node)) {
    return select_instant(*this, *selector);
  }
  return failure("a range vector cannot be evaluated here");
}

Result<Columns> Evaluator::eval_vector(const Expr& expr) {
  TRY_ASSIGN(Evaluated value, eval(expr));
  if (auto* columns = std::get_if<Columns>(&value)) return std::move(*columns);
  return failure("expected an instant vector");
}

Result<Scalars> Evaluator::eval_scalar(const Expr& expr) {
  TRY_ASSIGN(Evaluated value, eval(expr));
  if (auto* scalars = std::get_if<Scalars>(&value)) return std::move(*scalars);
  return failure("expected a scalar");
}

Result<RangeVector> Evaluator::eval_range(const Expr& expr) {
  const Expr& inner = promql::without_parentheses(expr);
  if (steps() == 0) return RangeVector{};
  if (const auto* matrix = std::get_if<promql::MatrixSelector>(&inner.node)) {
    return select_range(*this, *matrix);
  }
  if (const auto* subquery = std::get_if<promql::Subquery>(&inner.node)) {
    return eval_subquery(*subquery);
  }
  return failure("expected a range vector");
}

void Evaluator::drop_name(Column& column) {
  if (query_.options().delayed_name_removal) {
    column.drop_name = true;
  } else {
    column.labels = query_.labels().without_name(column.labels);
  }
}

Result<Columns> Evaluator::merged(Columns columns) {
  std::erase_if(columns, [](const Column& column) { return column.empty(); });
  std::unordered_map<LabelId, std::size_t> places;
  places.reserve(columns.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto [place, fresh] = places.try_emplace(columns[i].labels, kept);
    if (fresh) {
      if (kept != i) columns[kept] = std::move(columns[i]);
      ++kept;
      continue;
    }
    Column& first = columns[place->second];
    if (share_a_step(first, columns[i])) return same_labelset();
    for (std::size_t step = 0; step < first.size(); ++step) {
      if (columns[i].has(step)) first.copy(step, columns[i]);
    }
  }
  columns.resize(kept);
  return columns;
}

Result<Evaluated> Evaluator::eval_unary(const promql::Unary& unary) {
  TRY_ASSIGN(Evaluated value, eval(*unary.operand));
  if (unary.op == promql::UnaryOp::plus) return value;
  if (auto* scalars = std::get_if<Scalars>(&value)) {
    for (double& scalar : *scalars) scalar = -scalar;
    return value;
  }
  auto& columns = std::get<Columns>(value);
  for (Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_number(step)) column.values[step] = -column.values[step];
      if (column.is_histogram(step)) column.set(step, negated(*column.histograms[step]));
    }
    drop_name(column);
  }
  TRY_ASSIGN(Columns result, merged(std::move(columns)));
  return result;
}

Result<Evaluated> Evaluator::eval_binary(const Expr& expr, const promql::Binary& binary) {
  TRY_ASSIGN(Evaluated lhs, eval(*binary.lhs));
  TRY_ASSIGN(Evaluated rhs, eval(*binary.rhs));
  auto* left = std::get_if<Columns>(&lhs);
  auto* right = std::get_if<Columns>(&rhs);
  if (left == nullptr && right == nullptr) {
    return combine_scalars(binary, std::get<Scalars>(lhs), std::get<Scalars>(rhs));
  }
  Result<Columns> result;
  if (left != nullptr && right != nullptr) {
    result = promql::is_set_operator(binary.op)
                 ? combine_sets(*this, binary, std::move(*left), std::move(*right))
                 : combine_vectors(*this, expr, std::move(*left), std::move(*right));
  } else if (left != nullptr) {
    result = combine_with_scalars(*this, expr, std::move(*left), std::get<Scalars>(rhs),
                                  ScalarSide::right);
  } else {
    result = combine_with_scalars(*this, expr, std::move(*right), std::get<Scalars>(lhs),
                                  ScalarSide::left);
  }
  if (!result) return std::unexpected(std::move(result).error());
  return std::move(*result);
}

Result<Evaluated> Evaluator::eval_call(const Expr& expr, const promql::Call& call) {
  const FunctionBody body = find_body(call.function);
  if (body == nullptr) return failure("unknown function");
  CallContext context{*this, expr, call};
  return body(context);
}

}  // namespace nsmon::engine
