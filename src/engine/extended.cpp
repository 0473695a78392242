// SPDX-License-Identifier: Apache-2.0
#include "engine/extended.h"

#include "base/try.h"
#include "engine/selector.h"
#include "series/histogram_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nsmon::engine {
namespace {

using series::Histogram;
using series::ResetHint;

double interpolate(const Window& window, std::size_t i, Timestamp time) {
  const double from = window.value(i);
  const double share = static_cast<double>(time - window.time(i)) /
                       static_cast<double>(window.time(i + 1) - window.time(i));
  return from + (window.value(i + 1) - from) * share;
}

// Between two histograms; a counter that was reset came from zero.
std::optional<Histogram> interpolate_histogram(const Window& window, std::size_t i,
                                               Timestamp time) {
  Histogram from = window.histogram(i);
  Histogram change = window.histogram(i + 1);
  if (from.uses_custom_bounds() != change.uses_custom_bounds()) return std::nullopt;
  const bool gauges = from.hint == ResetHint::gauge && change.hint == ResetHint::gauge;
  if (!gauges && series::detect_reset(change, from)) {
    series::multiply(from, 0);
  } else {
    series::subtract(change, from);
  }
  const double share = static_cast<double>(time - window.time(i)) /
                       static_cast<double>(window.time(i + 1) - window.time(i));
  series::multiply(change, share);
  series::add(from, change);
  from.hint = ResetHint::gauge;
  return series::compacted(std::move(from));
}

// The value of one series at one time, put into the column.
class SmoothedPoint {
 public:
  SmoothedPoint(Query& query, Span span, LabelId labels)
      : query_(query), span_(span), labels_(labels) {}

  void put(const Window& around, Timestamp time, std::size_t step, Column& column) {
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < around.size(); ++i) numbers += around.is_histogram(i) ? 0 : 1;
    if (numbers > 0 && numbers < around.size()) return warn_mixed();
    const auto next = static_cast<std::size_t>(
        std::ranges::upper_bound(around.samples.times, time) - around.samples.times.begin());
    if (next == 0) return;
    const std::size_t previous = next - 1;
    const bool exact = around.time(previous) == time;
    const bool inside = !exact && next < around.size();
    if (numbers > 0) {
      column.set(step, inside ? interpolate(around, previous, time) : around.value(previous));
    } else if (exact) {
      column.set(step, around.samples.histograms[previous]);
    } else if (inside) {
      put_between(around, previous, time, step, column);
    } else {
      Histogram carried = around.histogram(previous);
      if (carried.hint != ResetHint::gauge) carried.hint = ResetHint::unknown;
      column.set(step, std::move(carried));
    }
  }

 private:
  void put_between(const Window& around, std::size_t previous, Timestamp time, std::size_t step,
                   Column& column) {
    auto between = interpolate_histogram(around, previous, time);
    if (!between) return warn_layouts();
    column.set(step, std::move(*between));
  }

  std::string name() const { return std::string(query_.labels().get(labels_).metric_name()); }
  void warn_mixed() {
    query_.annotations().warn(
        fmt::format("encountered a mix of histograms and floats for metric name \"{}\"", name()),
        span_);
  }
  void warn_layouts() {
    query_.annotations().warn(
        fmt::format("vector contains a mix of histograms with exponential and custom buckets "
                    "schemas for metric name \"{}\"",
                    name()),
        span_);
  }

  Query& query_;
  Span span_;
  LabelId labels_;
};

}  // namespace

std::optional<ExtendedEdges> extended_edges(const Window& window, bool smoothed) {
  const auto times = window.samples.times;
  const auto index = [&](auto place) { return static_cast<std::size_t>(place - times.begin()); };
  ExtendedEdges edges;
  edges.first_inside = index(std::ranges::upper_bound(times, window.start));
  const std::size_t end = index(std::ranges::upper_bound(times, window.end));
  if (edges.first_inside == times.size() || end == 0) return std::nullopt;
  if (edges.first_inside > 0) edges.before = edges.first_inside - 1;
  if (!smoothed && end <= edges.first_inside) return std::nullopt;
  edges.last = end - 1;
  edges.after = end < times.size();
  return edges;
}

Result<Columns> select_smoothed(Evaluator& evaluator, const promql::VectorSelector& selector) {
  Query& query = evaluator.query();
  const Grid& grid = evaluator.grid();
  const Placement placement = place(query, selector.time);
  const Timestamp lookback = query.lookback_ms();
  // A range of twice the look-back, left- and right-open around each step, without stale markers.
  TRY_ASSIGN(auto all, select(query, selector, placement.first(grid) - lookback,
                              placement.last(grid) + lookback - 1));
  RangeVector vector;
  vector.range_ms = 2 * lookback - 1;
  vector.fixed = placement.fixed;
  vector.fixed_end = placement.fixed_time + lookback - 1;
  vector.offset_ms = placement.offset_ms - lookback + 1;
  for (Selected& selected : all) vector.series.push_back(without_stale(std::move(selected)));
  Columns columns;
  for (const RangeSeries& series : vector.series) {
    Column column(series.labels, grid.count);
    SmoothedPoint point(query, selector.span, series.labels);
    WindowCursor cursor(vector, series, grid);
    for (std::size_t step = 0; step < grid.count; ++step) {
      const Window window = cursor.at(step);
      if (window.size() > 0) point.put(window, placement.time(grid, step), step, column);
    }
    if (!column.empty()) columns.push_back(std::move(column));
  }
  TRY(query.load(weight(columns)));
  return columns;
}

Result<RangeSeries> extended_points(const RangeVector& vector, const RangeSeries& series,
                                    const Window& window) {
  const bool smoothed = vector.extension == promql::Extension::smoothed;
  RangeSeries points;
  points.labels = series.labels;
  points.drop_name = series.drop_name;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (!window.is_histogram(i)) continue;
    return failure(fmt::format("{} modifier is not supported with histograms",
                               smoothed ? "smoothed" : "anchored"));
  }
  const auto edges = extended_edges(window, smoothed);
  if (!edges) return points;
  const auto put = [&](Timestamp time, double value) {
    points.own.times.push_back(time);
    points.own.values.push_back(value);
  };
  const std::size_t base = edges->before.value_or(edges->first_inside);
  const bool left_between = smoothed && edges->before && window.time(base) < window.start;
  put(window.start, left_between ? interpolate(window, base, window.start) : window.value(base));
  for (std::size_t i = edges->first_inside; i <= edges->last; ++i) {
    if (window.time(i) < window.end) put(window.time(i), window.value(i));
  }
  const bool right_between = smoothed && edges->after && window.time(edges->last) < window.end;
  put(window.end,
      right_between ? interpolate(window, edges->last, window.end) : window.value(edges->last));
  points.use_own();
  return points;
}

}  // namespace nsmon::engine
