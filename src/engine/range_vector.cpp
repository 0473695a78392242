// SPDX-License-Identifier: Apache-2.0
#include "engine/range_vector.h"

#include "base/try.h"
#include "engine/evaluator.h"
#include "engine/selector.h"

#include <algorithm>
#include <utility>

namespace nsmon::engine {
namespace {

bool is_stale(const storage::Samples& samples, std::size_t i) {
  if (!samples.histograms.empty() && samples.histograms[i]) {
    return series::is_stale(samples.histograms[i]->sum);
  }
  return series::is_stale(samples.values[i]);
}

bool has_stale(const storage::Samples& samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (is_stale(samples, i)) return true;
  }
  return false;
}

// Hints say how a sample relates to the one stored before it; between steps of a subquery they mean
// nothing.
HistogramPtr with_forgotten_hint(const HistogramPtr& histogram) {
  using series::ResetHint;
  if (histogram->hint != ResetHint::reset && histogram->hint != ResetHint::not_reset) {
    return histogram;
  }
  auto copy = std::make_shared<series::Histogram>(*histogram);
  copy->hint = ResetHint::unknown;
  return copy;
}

RangeSeries as_range_series(const Column& column, const Grid& grid) {
  RangeSeries series;
  series.labels = column.labels;
  series.drop_name = column.drop_name;
  for (std::size_t step = 0; step < grid.count; ++step) {
    if (!column.has(step)) continue;
    series.own.times.push_back(grid.time(step));
    series.own.values.push_back(column.is_number(step) ? column.values[step] : 0);
    if (!column.has_histograms()) continue;
    series.own.histograms.push_back(
        column.is_histogram(step) ? with_forgotten_hint(column.histograms[step]) : HistogramPtr{});
  }
  series.use_own();
  return series;
}

}  // namespace

// Stale markers are passed over in ranges, so a series that has some is copied without them.
RangeSeries without_stale(Selected selected) {
  RangeSeries series;
  series.labels = selected.labels;
  const storage::Samples& all = selected.samples;
  if (!has_stale(all)) {
    series.samples = all;
    if (!selected.reduced.empty()) {
      series.own.histograms = std::move(selected.reduced);
      series.samples.histograms = series.own.histograms;
    }
    return series;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_stale(all, i)) continue;
    series.own.times.push_back(all.times[i]);
    series.own.values.push_back(all.values[i]);
    if (!all.histograms.empty()) series.own.histograms.push_back(all.histograms[i]);
    if (!all.starts.empty()) series.own.starts.push_back(all.starts[i]);
  }
  series.use_own();
  return series;
}

Result<RangeVector> select_range(Evaluator& evaluator, const promql::MatrixSelector& matrix) {
  Query& query = evaluator.query();
  const Grid& grid = evaluator.grid();
  const Placement placement = place(query, matrix.selector.time);
  RangeVector vector;
  vector.range_ms = query.duration_ms(matrix.range);
  vector.lookback_ms = query.lookback_ms();
  vector.extension = matrix.selector.extension;
  vector.fixed = placement.fixed;
  vector.fixed_end = placement.fixed_time;
  vector.offset_ms = placement.offset_ms;
  Timestamp from = placement.first(grid) - vector.range_ms;
  Timestamp to = placement.last(grid);
  if (vector.extension != promql::Extension::none) from -= vector.lookback_ms;
  if (vector.extension == promql::Extension::smoothed) to += vector.lookback_ms;
  TRY_ASSIGN(auto all, select(query, matrix.selector, from, to));
  vector.series.reserve(all.size());
  for (Selected& selected : all) vector.series.push_back(without_stale(std::move(selected)));
  return vector;
}

Result<RangeVector> Evaluator::eval_subquery(const promql::Subquery& subquery) {
  const Placement placement = place(query_, subquery.time);
  RangeVector vector;
  vector.range_ms = query_.duration_ms(subquery.range);
  vector.fixed = placement.fixed;
  vector.fixed_end = placement.fixed_time;
  vector.offset_ms = placement.offset_ms;
  Timestamp step = subquery.step ? query_.duration_ms(*subquery.step)
                                 : query_.options().default_subquery_step.count();
  step = std::max<Timestamp>(step, 1);
  const Timestamp from = placement.first(grid_) - vector.range_ms;  // left-open
  const Timestamp to = placement.last(grid_);
  Grid inner;
  inner.step = step;
  inner.start = step * (from / step);
  if (inner.start <= from) inner.start += step;
  if (inner.start > to) return vector;
  const auto count = static_cast<std::uint64_t>((to - inner.start) / step) + 1;
  if (count > kMaxSteps) return failure("subquery has too many steps");
  inner.count = static_cast<std::size_t>(count);
  Evaluator evaluator(query_, inner);
  TRY_ASSIGN(const Columns columns, evaluator.eval_vector(*subquery.inner));
  vector.series.reserve(columns.size());
  for (const Column& column : columns) vector.series.push_back(as_range_series(column, inner));
  std::ranges::sort(vector.series, [this](const RangeSeries& a, const RangeSeries& b) {
    return query_.labels().get(a.labels) < query_.labels().get(b.labels);
  });
  return vector;
}

}  // namespace nsmon::engine
