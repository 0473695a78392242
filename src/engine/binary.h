// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/evaluator.h"

#include <cstdint>
#include <string>

namespace nsmon::engine {

// One operand of an operator at one step.
struct Operand {
  double number = 0;
  const series::Histogram* histogram = nullptr;  // set: a histogram
};

// Why an operation gave no element, or what else there is to say about it.
enum class Problem : std::uint8_t {
  none,
  numbers,     // float with float
  histograms,  // histogram with histogram
  number_histogram,
  histogram_number,
  incompatible_layouts,
  conflicting_hints
};

struct Outcome {
  bool keep = false;
  double number = 0;
  HistogramPtr histogram;  // set: a histogram
  Problem problem = Problem::none;
  bool bounds_reconciled = false;
};

// `lhs op rhs` for two elements; for comparisons `keep` is their truth and the value the left one.
Outcome operate(promql::BinaryOp op, const Operand& lhs, const Operand& rhs);

// Both numbers; for comparisons 1 or 0.
double calculate(promql::BinaryOp op, double lhs, double rhs);
bool compare(promql::BinaryOp op, double lhs, double rhs);

// Results lose the metric name.
bool is_arithmetic(promql::BinaryOp op);

series::Histogram negated(const series::Histogram& histogram);

enum class ScalarSide : std::uint8_t { left, right };

Result<Evaluated> combine_scalars(const promql::Binary& binary, const Scalars& lhs,
                                  const Scalars& rhs);
Result<Columns> combine_with_scalars(Evaluator& evaluator, const promql::Expr& expr, Columns vector,
                                     const Scalars& scalars, ScalarSide side);

// Gathers the problems of one operation: at each step only the last one is told.
class Problems {
 public:
  explicit Problems(std::size_t steps) : last_(steps, Problem::none) {}
  void note(std::size_t step, const Outcome& outcome) {
    if (outcome.problem != Problem::none) last_[step] = outcome.problem;
    bounds_reconciled_ = bounds_reconciled_ || outcome.bounds_reconciled;
  }
  void report(Annotations& annotations, promql::BinaryOp op, Span span) const;

 private:
  std::vector<Problem> last_;
  bool bounds_reconciled_ = false;
};

}  // namespace nsmon::engine
