// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/column.h"
#include "engine/engine.h"
#include "promql/ast.h"

#include <chrono>
#include <unordered_map>
#include <unordered_set>

namespace nsmon::engine {

// What is known about a query before it runs.
struct Plan {
  // Expressions that give the same at every step although what is around them does not.
  std::unordered_set<const promql::Expr*> step_invariant;
  // Selectors of which only counts and sums of histograms are looked at.
  std::unordered_set<const promql::VectorSelector*> counts_only;
  std::unordered_map<const promql::DurationValue*, std::int64_t> durations_ms;
};

// Times of the query as a whole; they hold in subqueries too.
struct QueryTimes {
  Timestamp start = 0;
  Timestamp end = 0;
  Timestamp step = 0;  // 0 for an instant query
};

// Resolves durations and finds what need not be evaluated at every step. Fails with the messages of
// duration expressions.
Result<Plan> make_plan(const promql::Expr& root, const QueryTimes& times);

// State of one running query.
class Query {
 public:
  Query(const Source& source, const Options& options, QueryTimes times, Plan plan);

  const Source& source() const { return source_; }
  const Options& options() const { return options_; }
  const QueryTimes& times() const { return times_; }
  const Plan& plan() const { return plan_; }
  LabelTable& labels() { return labels_; }
  Annotations& annotations() { return annotations_; }

  std::int64_t duration_ms(const promql::DurationValue& value) const;
  Timestamp lookback_ms() const { return options_.lookback.count(); }

  // Samples that are in memory now.
  std::size_t samples() const { return samples_; }
  void set_samples(std::size_t count) { samples_ = count; }
  // Counts more; the error is the limit of samples.
  Result<void> load(std::size_t count);
  // Columns hold an entry for every step, also where there is no sample; the error is the same when
  // so many of them would take more memory than the limit of samples stands for.
  Result<void> check_columns(std::size_t columns, std::size_t steps) const;
  // Error when the query was cancelled or runs for too long. Cheap enough for every series.
  Result<void> check() const;

 private:
  const Source& source_;
  const Options& options_;
  QueryTimes times_;
  Plan plan_;
  LabelTable labels_;
  Annotations annotations_;
  std::size_t samples_ = 0;
  std::chrono::steady_clock::time_point deadline_;
};

// Weight of a histogram against the limit of samples.
std::size_t weight(const series::Histogram& histogram);
std::size_t weight(const Columns& columns);

}  // namespace nsmon::engine
