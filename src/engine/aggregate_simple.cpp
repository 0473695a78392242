// SPDX-License-Identifier: Apache-2.0
#include "engine/aggregation.h"
#include "promql/walk.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace nsmon::engine {
namespace {

using promql::AggregateOp;

// Least or greatest number; NaN only while there is nothing else.
template <class Better>
struct Extreme {
  double value = 0;
  void start(double first) { value = first; }
  void add(double next) {
    if (Better{}(next, value) || std::isnan(value)) value = next;
  }
  double result() const { return value; }
};
struct Less {
  bool operator()(double a, double b) const { return a < b; }
};
struct Greater {
  bool operator()(double a, double b) const { return a > b; }
};

// Population variance by Welford's method, not compensated.
struct Variance {
  double count = 0;
  double mean = 0;
  double squares = 0;
  void start(double first) {
    count = 1;
    mean = first;
    squares = std::isfinite(first) ? 0 : std::numeric_limits<double>::quiet_NaN();
  }
  void add(double next) {
    ++count;
    const double delta = next - mean;
    mean += delta / count;
    squares += delta * (next - mean);
  }
  double result() const { return squares / count; }
};
struct Deviation : Variance {
  double result() const { return std::sqrt(Variance::result()); }
};

template <class State>
Column fold_numbers(const Aggregation& aggregation, const AggregationGroup& group) {
  std::vector<State> states(aggregation.steps());
  Column result(group.labels, aggregation.steps());
  for (const std::size_t member : group.members) {
    const Column& column = aggregation.columns[member];
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (!column.is_number(step)) continue;
      if (result.is_number(step)) {
        states[step].add(column.values[step]);
      } else {
        states[step].start(column.values[step]);
        result.kinds[step] = Kind::number;
      }
    }
  }
  for (std::size_t step = 0; step < result.size(); ++step) {
    if (result.is_number(step)) result.values[step] = states[step].result();
  }
  return result;
}

Column count_elements(const Aggregation& aggregation, const AggregationGroup& group) {
  Column result(group.labels, aggregation.steps());
  const bool only_one = aggregation.aggregate.op == AggregateOp::group;
  for (const std::size_t member : group.members) {
    const Column& column = aggregation.columns[member];
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.has(step)) result.set(step, only_one ? 1 : result.values[step] + 1);
    }
  }
  return result;
}

Column quantile(const Aggregation& aggregation, const AggregationGroup& group) {
  Column result(group.labels, aggregation.steps());
  std::vector<double> values;
  for (std::size_t step = 0; step < result.size(); ++step) {
    values.clear();
    for (const std::size_t member : group.members) {
      const Column& column = aggregation.columns[member];
      if (column.is_number(step)) values.push_back(column.values[step]);
    }
    if (!values.empty()) result.set(step, quantile_of(aggregation.parameter[step], values));
  }
  return result;
}

void report_ignored_histograms(Aggregation& aggregation) {
  const AggregateOp op = aggregation.aggregate.op;
  if (op == AggregateOp::count || op == AggregateOp::group) return;
  for (const Column& column : aggregation.columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (!column.is_histogram(step)) continue;
      aggregation.annotations().inform(
          fmt::format("ignored histogram in {} aggregation", promql::to_string(op)),
          aggregation.operand_span);
      return;
    }
  }
}

Column fold(const Aggregation& aggregation, const AggregationGroup& group) {
  switch (aggregation.aggregate.op) {
    case AggregateOp::min: return fold_numbers<Extreme<Less>>(aggregation, group);
    case AggregateOp::max: return fold_numbers<Extreme<Greater>>(aggregation, group);
    case AggregateOp::stdvar: return fold_numbers<Variance>(aggregation, group);
    case AggregateOp::stddev: return fold_numbers<Deviation>(aggregation, group);
    case AggregateOp::quantile: return quantile(aggregation, group);
    default: return count_elements(aggregation, group);
  }
}

}  // namespace

Columns aggregate_simple(Aggregation& aggregation) {
  report_ignored_histograms(aggregation);
  if (aggregation.aggregate.op == AggregateOp::quantile) {
    for (const double q : aggregation.parameter) {
      check_quantile(aggregation.annotations(), q,
                     promql::without_parentheses(*aggregation.aggregate.parameter).span);
    }
  }
  Columns results;
  results.reserve(aggregation.groups.size());
  for (const AggregationGroup& group : aggregation.groups) {
    results.push_back(fold(aggregation, group));
    results.back().drop_name = group.drop_name;
  }
  return results;
}

}  // namespace nsmon::engine
