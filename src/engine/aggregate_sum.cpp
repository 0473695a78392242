// SPDX-License-Identifier: Apache-2.0
#include "engine/aggregation.h"
#include "engine/histogram_sums.h"
#include "engine/kahan.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace nsmon::engine {
namespace {

using promql::AggregateOp;

// Sum of one group at one step, started by its first value as it is (so -0 stays -0).
struct FloatSum {
  KahanSum total;

  void start(double value) { total.sum = value; }
  void add(double value) { total.add(value); }
  double result() const { return total.result(); }
};

struct FloatMean {
  KahanMean mean;

  void start(double value) { mean.add(value); }
  void add(double value) { mean.add(value); }
  double result() const { return mean.result(); }
};

template <class Total>
Column sum_floats(const Aggregation& aggregation, const AggregationGroup& group,
                  std::vector<std::uint32_t>& number_count) {
  std::vector<Total> totals(aggregation.steps());
  Column result(group.labels, aggregation.steps());
  for (const std::size_t member : group.members) {
    const Column& column = aggregation.columns[member];
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (!column.is_number(step)) continue;
      if (number_count[step]++ == 0) {
        totals[step].start(column.values[step]);
      } else {
        totals[step].add(column.values[step]);
      }
    }
  }
  for (std::size_t step = 0; step < result.size(); ++step) {
    if (number_count[step] > 0) result.set(step, totals[step].result());
  }
  return result;
}

class HistogramSums {
 public:
  explicit HistogramSums(Aggregation& aggregation) : aggregation_(aggregation) {}

  // Adds the histograms of a group; a step that also has floats has no result.
  void add(const AggregationGroup& group, const std::vector<std::uint32_t>& number_count,
           Column& result) {
    for (std::size_t step = 0; step < result.size(); ++step) {
      add_step(group, number_count[step] > 0, step, result);
    }
  }

 private:
  void add_step(const AggregationGroup& group, bool has_numbers, std::size_t step, Column& result) {
    const bool mean = aggregation_.aggregate.op == AggregateOp::avg;
    HistogramTotal total(mean ? HistogramTotal::Mode::mean : HistogramTotal::Mode::sum);
    for (const std::size_t member : group.members) {
      const Column& column = aggregation_.columns[member];
      if (!column.is_histogram(step)) continue;
      if (has_numbers) return drop_mixed(step, result);
      total.add(*column.histograms[step]);
      if (total.incompatible()) return report_layouts(column);
    }
    if (total.count() == 0) return;
    const Span span = aggregation_.operand_span;
    if (total.hints_conflict()) {
      aggregation_.annotations().warn("conflicting counter resets during histogram aggregation",
                                      span);
    }
    if (total.bounds_reconciled()) {
      aggregation_.annotations().inform(
          "mismatched custom buckets were reconciled during aggregation", span);
    }
    result.set(step, series::compacted(total.result()));
  }

  void drop_mixed(std::size_t step, Column& result) {
    result.clear(step);
    aggregation_.annotations().warn("encountered a mix of histograms and floats for aggregation",
                                    aggregation_.operand_span);
  }

  void report_layouts(const Column& column) {
    aggregation_.annotations().warn(
        fmt::format("vector contains a mix of histograms with exponential and custom buckets "
                    "schemas for metric name \"{}\"",
                    aggregation_.metric_name(column)),
        aggregation_.operand_span);
  }

  Aggregation& aggregation_;
};

bool has_histograms(const Aggregation& aggregation, const AggregationGroup& group) {
  for (const std::size_t member : group.members) {
    if (aggregation.columns[member].has_histograms()) return true;
  }
  return false;
}

}  // namespace

Columns aggregate_sum(Aggregation& aggregation) {
  Columns results;
  HistogramSums histograms(aggregation);
  for (const AggregationGroup& group : aggregation.groups) {
    std::vector<std::uint32_t> number_count(aggregation.steps());
    Column column = aggregation.aggregate.op == AggregateOp::sum
                        ? sum_floats<FloatSum>(aggregation, group, number_count)
                        : sum_floats<FloatMean>(aggregation, group, number_count);
    if (has_histograms(aggregation, group)) histograms.add(group, number_count, column);
    column.drop_name = group.drop_name;
    results.push_back(std::move(column));
  }
  return results;
}

}  // namespace nsmon::engine
