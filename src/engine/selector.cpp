// SPDX-License-Identifier: Apache-2.0
#include "engine/selector.h"

#include "base/try.h"
#include "engine/evaluator.h"
#include "engine/extended.h"
#include "series/histogram_math.h"

#include <algorithm>

namespace nsmon::engine {
namespace {

using series::Histogram;
using series::ResetHint;

bool is_stale(const storage::Samples& samples, std::size_t i) {
  if (!samples.histograms.empty() && samples.histograms[i]) {
    return series::is_stale(samples.histograms[i]->sum);
  }
  return series::is_stale(samples.values[i]);
}

// Functions that look at counts and sums only read histograms without buckets. What the buckets
// would have told about resets goes into the hint, by comparing with the full sample before.
std::vector<HistogramPtr> without_buckets(std::span<const HistogramPtr> histograms) {
  std::vector<HistogramPtr> reduced(histograms.size());
  const Histogram* previous = nullptr;
  for (std::size_t i = 0; i < histograms.size(); ++i) {
    if (!histograms[i]) {
      previous = nullptr;
      continue;
    }
    const Histogram& full = *histograms[i];
    Histogram counts;
    counts.schema = full.schema;
    counts.count = full.count;
    counts.sum = full.sum;
    counts.hint = full.hint;
    if (!series::is_stale(full.sum)) {
      if (full.hint == ResetHint::unknown && previous != nullptr) {
        counts.hint =
            series::detect_reset(full, *previous) ? ResetHint::reset : ResetHint::not_reset;
      }
      previous = &full;
    }
    reduced[i] = std::make_shared<const Histogram>(std::move(counts));
  }
  return reduced;
}

// Calls take(step, index) for each step at which the series has a newest sample within the
// look-back that is no stale marker.
template <class Take>
void for_each_newest(const storage::Samples& samples, const Placement& placement, const Grid& grid,
                     Timestamp lookback, Take&& take) {
  std::size_t next = 0;
  for (std::size_t step = 0; step < grid.count; ++step) {
    const Timestamp time = placement.time(grid, step);
    while (next < samples.size() && samples.times[next] <= time) ++next;
    if (next == 0 || samples.times[next - 1] <= time - lookback) continue;
    if (!is_stale(samples, next - 1)) take(step, next - 1);
  }
}

Result<void> keep(Query& query, Columns& columns, Column column) {
  if (column.empty()) return {};
  if (column.has_histograms()) {
    std::size_t total = 0;
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_histogram(step)) total += weight(*column.histograms[step]);
      if (column.is_number(step)) ++total;
    }
    TRY(query.load(total));
  } else {
    TRY(query.load(column.size() -
                   static_cast<std::size_t>(std::ranges::count(column.kinds, Kind::none))));
  }
  columns.push_back(std::move(column));
  return query.check_columns(columns.size(), columns.back().size());
}

}  // namespace

Placement place(const Query& query, const promql::TimeModifiers& modifiers) {
  Placement placement;
  if (modifiers.offset) placement.offset_ms = query.duration_ms(*modifiers.offset);
  if (modifiers.at) {
    placement.fixed = true;
    switch (modifiers.at->kind) {
      case promql::AtModifier::Kind::timestamp:
        placement.fixed_time = modifiers.at->timestamp_ms;
        break;
      case promql::AtModifier::Kind::start: placement.fixed_time = query.times().start; break;
      case promql::AtModifier::Kind::end: placement.fixed_time = query.times().end; break;
    }
    placement.fixed_time -= placement.offset_ms;
  }
  return placement;
}

Result<std::vector<series::Matcher>> matchers_of(const promql::VectorSelector& selector) {
  std::vector<series::Matcher> matchers;
  matchers.reserve(selector.matchers.size() + 1);
  if (!selector.metric.empty()) {
    TRY_ASSIGN(auto name,
               series::Matcher::create(series::MatchOp::equal, std::string(series::kMetricName),
                                       selector.metric));
    matchers.push_back(std::move(name));
  }
  for (const promql::LabelMatcher& written : selector.matchers) {
    TRY_ASSIGN(auto matcher, series::Matcher::create(written.op, written.name, written.value));
    matchers.push_back(std::move(matcher));
  }
  return matchers;
}

Result<std::vector<Selected>> select(Query& query, const promql::VectorSelector& selector,
                                     Timestamp from, Timestamp to) {
  TRY(query.check());
  TRY_ASSIGN(const auto matchers, matchers_of(selector));
  TRY_ASSIGN(const auto views, query.source().select(matchers, from + 1, to));
  const bool counts_only = query.plan().counts_only.contains(&selector);
  std::vector<Selected> all;
  all.reserve(views.size());
  for (const storage::SeriesView& view : views) {
    const auto times = view.samples.times;
    const auto first = std::ranges::upper_bound(times, from) - times.begin();
    const auto last = std::ranges::upper_bound(times, to) - times.begin();
    if (last <= first) continue;
    Selected selected;
    selected.labels = query.labels().intern(*view.labels);
    selected.samples =
        view.samples.part(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
    if (counts_only && !selected.samples.histograms.empty()) {
      selected.reduced = without_buckets(selected.samples.histograms);
      selected.samples.histograms = selected.reduced;
    }
    all.push_back(std::move(selected));
  }
  return all;
}

Result<Columns> select_instant(Evaluator& evaluator, const promql::VectorSelector& selector) {
  if (selector.extension == promql::Extension::smoothed) {
    return select_smoothed(evaluator, selector);
  }
  Query& query = evaluator.query();
  const Grid& grid = evaluator.grid();
  const Placement placement = place(query, selector.time);
  const Timestamp lookback = query.lookback_ms();
  TRY_ASSIGN(const auto all,
             select(query, selector, placement.first(grid) - lookback, placement.last(grid)));
  Columns columns;
  for (const Selected& series : all) {
    const storage::Samples& samples = series.samples;
    Column column(series.labels, grid.count);
    for_each_newest(samples, placement, grid, lookback, [&](std::size_t step, std::size_t i) {
      if (!samples.histograms.empty() && samples.histograms[i]) {
        column.set(step, samples.histograms[i]);
      } else {
        column.set(step, samples.values[i]);
      }
    });
    TRY(keep(query, columns, std::move(column)));
  }
  return columns;
}

Result<Columns> select_timestamps(Evaluator& evaluator, const promql::VectorSelector& selector,
                                  bool start_times) {
  Query& query = evaluator.query();
  const Grid& grid = evaluator.grid();
  const Placement placement = place(query, selector.time);
  const Timestamp lookback = query.lookback_ms();
  TRY_ASSIGN(const auto all,
             select(query, selector, placement.first(grid) - lookback, placement.last(grid)));
  Columns columns;
  for (const Selected& series : all) {
    const storage::Samples& samples = series.samples;
    Column column(series.labels, grid.count);
    for_each_newest(samples, placement, grid, lookback, [&](std::size_t step, std::size_t i) {
      if (!start_times) return column.set(step, static_cast<double>(samples.times[i]) / 1000);
      column.set(step, samples.starts.empty() ? 0 : static_cast<double>(samples.starts[i]) / 1000);
    });
    TRY(keep(query, columns, std::move(column)));
  }
  return columns;
}

}  // namespace nsmon::engine
