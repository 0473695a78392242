// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/column.h"
#include "engine/query.h"
#include "engine/range_vector.h"

#include <string>
#include <variant>

namespace nsmon::engine {

using Evaluated = std::variant<Scalars, std::string, Columns>;

// Evaluates expressions at the steps of one grid. Subqueries use another one with a grid of their
// own.
class Evaluator {
 public:
  Evaluator(Query& query, const Grid& grid) : query_(query), grid_(grid) {}

  Query& query() { return query_; }
  const Grid& grid() const { return grid_; }
  std::size_t steps() const { return grid_.count; }

  // Any expression that is no range vector.
  Result<Evaluated> eval(const promql::Expr& expr);
  Result<Columns> eval_vector(const promql::Expr& expr);
  Result<Scalars> eval_scalar(const promql::Expr& expr);
  // A matrix selector or subquery, with the window it has at each step.
  Result<RangeVector> eval_range(const promql::Expr& expr);

  // The name goes: at once, or at the end with delayed name removal.
  void drop_name(Column& column);
  // Merges columns with equal labels that share no step; an error when they do.
  Result<Columns> merged(Columns columns);

 private:
  Result<Evaluated> eval_node(const promql::Expr& expr);
  Result<Evaluated> eval_invariant(const promql::Expr& expr);
  Result<Evaluated> eval_binary(const promql::Expr& expr, const promql::Binary& binary);
  Result<Evaluated> eval_unary(const promql::Unary& unary);
  Result<Evaluated> eval_call(const promql::Expr& expr, const promql::Call& call);
  Result<RangeVector> eval_subquery(const promql::Subquery& subquery);

  Query& query_;
  Grid grid_;
};

// The error that two elements with equal labels end in.
std::unexpected<Error> same_labelset();

// Selects series and gives the newest sample at each step (selector.cpp). With `times`, the times
// of those samples in seconds instead of their values.
Result<Columns> select_instant(Evaluator& evaluator, const promql::VectorSelector& selector);
Result<Columns> select_timestamps(Evaluator& evaluator, const promql::VectorSelector& selector,
                                  bool start_times);
// Matrix selector (range_vector.cpp).
Result<RangeVector> select_range(Evaluator& evaluator, const promql::MatrixSelector& selector);

// Binary operators between two vectors (binary_vectors.cpp, set_operators.cpp).
Result<Columns> combine_vectors(Evaluator& evaluator, const promql::Expr& expr, Columns lhs,
                                Columns rhs);
Result<Columns> combine_sets(Evaluator& evaluator, const promql::Binary& binary, Columns lhs,
                             Columns rhs);
// Aggregations (aggregate.cpp).
Result<Columns> aggregate(Evaluator& evaluator, const promql::Expr& expr,
                          const promql::Aggregate& aggregate);

}  // namespace nsmon::engine
