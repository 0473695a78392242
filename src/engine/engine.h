// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "engine/annotations.h"
#include "engine/source.h"
#include "promql/ast.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace nsmon::engine {

using storage::HistogramPtr;

// One sample of an instant vector. A histogram when `histogram` is set, else a float.
struct Sample {
  series::LabelSet labels;
  series::Timestamp time = 0;
  double value = 0;
  HistogramPtr histogram;
};

struct FloatPoint {
  series::Timestamp time = 0;
  double value = 0;
};

struct HistogramPoint {
  series::Timestamp time = 0;
  HistogramPtr histogram;  // never null
};

// One series of a matrix; both lists sorted by time.
struct Series {
  series::LabelSet labels;
  std::vector<FloatPoint> floats;
  std::vector<HistogramPoint> histograms;
};

struct Scalar {
  series::Timestamp time = 0;
  double value = 0;
};

struct String {
  series::Timestamp time = 0;
  std::string value;
};

using Vector = std::vector<Sample>;  // in the order of the operation
using Matrix = std::vector<Series>;  // sorted by labels
using Value = std::variant<Scalar, String, Vector, Matrix>;

struct QueryResult {
  Value value;
  Annotations annotations;
};

// What a query cost, node by node; see Options::trace.
struct NodeCost {
  std::size_t series = 0;
  std::size_t samples = 0;
  std::chrono::nanoseconds elapsed{0};  // children included
};

struct Options {
  std::chrono::milliseconds lookback = std::chrono::minutes(5);
  // promql-delayed-name-removal, use-start-timestamps, type-and-unit-labels of Prometheus 3.14.
  bool delayed_name_removal = false;
  bool start_timestamps = false;
  bool type_and_unit_labels = false;
  // Samples that may be in memory at one time; a histogram counts by its size.
  std::size_t max_samples = 50'000'000;
  // Step of subqueries that name none.
  std::chrono::milliseconds default_subquery_step = std::chrono::minutes(1);
  std::chrono::milliseconds timeout = std::chrono::minutes(2);  // of running, wall time
  const std::atomic<bool>* cancelled = nullptr;                 // looked at now and then; borrowed
  // Called when a node has been evaluated, children first; for `explain`.
  std::function<void(const promql::Expr&, const NodeCost&)> trace;
};

// The steps start, start + step, ... up to end; all in milliseconds, step > 0.
struct TimeRange {
  series::Timestamp start = 0;
  series::Timestamp end = 0;
  series::Timestamp step = 60'000;
};

// Most steps of a range query or subquery; more is an error.
inline constexpr std::size_t kMaxSteps = 5'000'000;

// Evaluates a type-checked expression at one time (Prometheus 3.14, "Querying / Basics"). The
// result is whatever type the expression has; a matrix selector gives its raw samples. Errors are
// those of Prometheus and have no position.
Result<QueryResult> instant_query(const Source& source, const promql::Expr& expr,
                                  series::Timestamp time, const Options& options = {});

// Evaluates at every step; the result is a Matrix. Each step gives what an instant query gives
// then.
Result<QueryResult> range_query(const Source& source, const promql::Expr& expr,
                                const TimeRange& range, const Options& options = {});

}  // namespace nsmon::engine
