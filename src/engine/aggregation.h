// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/evaluator.h"

#include <cstdint>
#include <vector>

namespace nsmon::engine {

// The columns of the aggregated vector, divided once for all steps.
struct AggregationGroup {
  LabelId labels = LabelTable::kEmpty;
  std::vector<std::size_t> members;  // in the order of the vector
  bool drop_name = false;            // of any member
};

// What all aggregations work on.
struct Aggregation {
  Evaluator& evaluator;
  const promql::Expr& expr;
  const promql::Aggregate& aggregate;
  Span operand_span;
  Columns columns;
  std::vector<AggregationGroup> groups;  // in the order of first appearance
  Scalars parameter;                     // at each step; empty without one

  std::size_t steps() const { return evaluator.steps(); }
  Annotations& annotations() { return evaluator.query().annotations(); }
  std::string metric_name(const Column& column) {
    return std::string(evaluator.query().labels().get(column.labels).metric_name());
  }
};

// sum, avg (aggregate_sum.cpp).
Columns aggregate_sum(Aggregation& aggregation);
// count, group, min, max, stddev, stdvar, quantile (aggregate_simple.cpp).
Columns aggregate_simple(Aggregation& aggregation);
// topk, bottomk, limitk, limit_ratio (aggregate_select.cpp).
Result<Columns> aggregate_rank(Aggregation& aggregation);
Result<Columns> aggregate_limit(Aggregation& aggregation);
// count_values (aggregate_values.cpp).
Result<Columns> count_values(Aggregation& aggregation, const std::string& label);

// The quantile of unsorted numbers: linear between ranks, NaN below all numbers; -Inf and +Inf for
// q outside [0, 1], NaN for no numbers or q = NaN. Reorders `values`.
double quantile_of(double q, std::vector<double>& values);
// Warns when q is not in [0, 1].
void check_quantile(Annotations& annotations, double q, Span span);

}  // namespace nsmon::engine
