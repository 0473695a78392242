// SPDX-License-Identifier: Apache-2.0

// Aggregations that pick elements: topk, bottomk, limitk and limit_ratio. Elements keep their
// labels and values; what is chosen can differ from step to step.
#include "base/number_text.h"
#include "base/try.h"
#include "engine/aggregation.h"
#include "engine/label_hash.h"
#include "promql/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace nsmon::engine {
namespace {

using promql::AggregateOp;

// The number of elements to pick at each step. All below 1 is checked before anything else.
Result<std::vector<std::int64_t>> pick_counts(const Aggregation& aggregation) {
  std::vector<std::int64_t> counts(aggregation.steps());
  const Scalars& wanted = aggregation.parameter;
  const bool none = std::ranges::all_of(wanted, [](double k) { return k < 1; });
  if (none) return counts;
  if (std::ranges::any_of(wanted, [](double k) { return std::isnan(k); })) {
    return failure("Parameter value is NaN");
  }
  constexpr double kLargest = 9223372036854775807.0;
  const double least = std::ranges::min(wanted);
  const double most = std::ranges::max(wanted);
  if (least <= -kLargest) {
    return failure(fmt::format("Scalar value {} underflows int64", format_g(least)));
  }
  if (most >= kLargest) {
    return failure(fmt::format("Scalar value {} overflows int64", format_g(most)));
  }
  for (std::size_t step = 0; step < counts.size(); ++step) {
    counts[step] = std::max<std::int64_t>(0, static_cast<std::int64_t>(wanted[step]));
  }
  return counts;
}

struct Ranked {
  double value = 0;
  std::size_t column = 0;
};

// The best elements of one group at one step, in a heap with the worst one on top. The order among
// equal values follows from the sequence of heap operations, which therefore is the usual one:
// append and sift up, or replace the top and sift down.
class BestOf {
 public:
  BestOf(bool largest, std::size_t limit) : largest_(largest), limit_(limit) {}

  void add(Ranked element) {
    if (heap_.size() < limit_) {
      heap_.push_back(element);
      sift_up(heap_.size() - 1);
    } else if (worse_number(heap_[0].value, element.value) ||
               (std::isnan(heap_[0].value) && !std::isnan(element.value))) {
      heap_[0] = element;
      if (limit_ > 1) sift_down(0);
    }
  }
  std::vector<Ranked> best_first() {
    std::ranges::stable_sort(heap_,
                             [this](const Ranked& a, const Ranked& b) { return worse(b, a); });
    return std::move(heap_);
  }

 private:
  bool worse_number(double a, double b) const { return largest_ ? a < b : a > b; }
  bool worse(const Ranked& a, const Ranked& b) const {
    if (std::isnan(a.value)) return !std::isnan(b.value);
    return worse_number(a.value, b.value);
  }
  void sift_up(std::size_t child) {
    while (child > 0) {
      const std::size_t parent = (child - 1) / 2;
      if (!worse(heap_[child], heap_[parent])) break;
      std::swap(heap_[child], heap_[parent]);
      child = parent;
    }
  }
  void sift_down(std::size_t parent) {
    while (2 * parent + 1 < heap_.size()) {
      std::size_t child = 2 * parent + 1;
      if (child + 1 < heap_.size() && worse(heap_[child + 1], heap_[child])) ++child;
      if (!worse(heap_[child], heap_[parent])) break;
      std::swap(heap_[child], heap_[parent]);
      parent = child;
    }
  }

  bool largest_;
  std::size_t limit_;
  std::vector<Ranked> heap_;
};

// Result columns in which chosen samples are copied from the operand.
class Choice {
 public:
  explicit Choice(Aggregation& aggregation) : aggregation_(aggregation) {
    chosen_.resize(aggregation.columns.size());
  }
  void take(std::size_t column, std::size_t step) {
    const Column& from = aggregation_.columns[column];
    Column& to = chosen_[column];
    if (to.size() == 0) {
      to = Column(from.labels, from.size());
      to.drop_name = from.drop_name;
      order_.push_back(column);
    }
    to.copy(step, from);
  }
  // In the order in which columns were first taken.
  Result<Columns> result() {
    Columns columns;
    for (const std::size_t column : order_) columns.push_back(std::move(chosen_[column]));
    return aggregation_.evaluator.merged(std::move(columns));
  }

 private:
  Aggregation& aggregation_;
  Columns chosen_;
  std::vector<std::size_t> order_;
};

}  // namespace

Result<Columns> aggregate_rank(Aggregation& aggregation) {
  TRY_ASSIGN(const auto counts, pick_counts(aggregation));
  const bool largest = aggregation.aggregate.op == AggregateOp::topk;
  Choice choice(aggregation);
  bool ignored = false;
  for (const AggregationGroup& group : aggregation.groups) {
    for (std::size_t step = 0; step < aggregation.steps(); ++step) {
      if (counts[step] < 1) continue;
      BestOf best(largest, static_cast<std::size_t>(counts[step]));
      for (const std::size_t member : group.members) {
        const Column& column = aggregation.columns[member];
        ignored = ignored || column.is_histogram(step);
        if (column.is_number(step)) best.add({column.values[step], member});
      }
      for (const Ranked& element : best.best_first()) choice.take(element.column, step);
    }
  }
  if (ignored) {
    aggregation.annotations().inform(fmt::format("ignored histogram in {} aggregation",
                                                 promql::to_string(aggregation.aggregate.op)),
                                     aggregation.expr.span);
  }
  return choice.result();
}

namespace {

Result<Columns> limit_count(Aggregation& aggregation) {
  TRY_ASSIGN(const auto counts, pick_counts(aggregation));
  Choice choice(aggregation);
  for (const AggregationGroup& group : aggregation.groups) {
    for (std::size_t step = 0; step < aggregation.steps(); ++step) {
      std::int64_t left = counts[step];
      for (const std::size_t member : group.members) {
        if (left <= 0) break;
        if (!aggregation.columns[member].has(step)) continue;
        choice.take(member, step);
        --left;
      }
    }
  }
  return choice.result();
}

// The ratio at each step, cut to [-1, 1] with a warning.
Result<Scalars> ratios(Aggregation& aggregation) {
  Scalars result = aggregation.parameter;
  if (std::ranges::all_of(result, [](double ratio) { return ratio == 0; })) return result;
  for (double& ratio : result) {
    if (std::isnan(ratio)) return failure("Ratio value is NaN");
    if (ratio >= -1 && ratio <= 1) continue;
    const double capped = ratio < 0 ? -1 : 1;
    aggregation.annotations().warn(
        fmt::format("ratio value should be between -1 and 1, got {}, capping to {}",
                    format_g(ratio), format_g(capped)),
        promql::without_parentheses(*aggregation.aggregate.parameter).span);
    ratio = capped;
  }
  return result;
}

Result<Columns> limit_ratio(Aggregation& aggregation) {
  TRY_ASSIGN(const Scalars wanted, ratios(aggregation));
  Choice choice(aggregation);
  for (const AggregationGroup& group : aggregation.groups) {
    for (const std::size_t member : group.members) {
      const Column& column = aggregation.columns[member];
      const series::LabelSet& labels = aggregation.evaluator.query().labels().get(column.labels);
      const double place = static_cast<double>(label_hash(labels)) / 18446744073709551616.0;
      for (std::size_t step = 0; step < column.size(); ++step) {
        const double ratio = wanted[step];
        const bool chosen = ratio >= 0 ? place < ratio : place >= 1 + ratio;
        if (chosen && ratio != 0 && column.has(step)) choice.take(member, step);
      }
    }
  }
  return choice.result();
}

}  // namespace

Result<Columns> aggregate_limit(Aggregation& aggregation) {
  return aggregation.aggregate.op == AggregateOp::limitk ? limit_count(aggregation)
                                                         : limit_ratio(aggregation);
}

}  // namespace nsmon::engine
