// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/try.h"
#include "engine/functions/function.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

namespace nsmon::engine {

enum class Names : std::uint8_t { drop, keep };

// Fails when the range has `anchored` or `smoothed` and the function cannot use it.
Result<void> check_extension(const CallContext& context, const RangeVector& vector);

// Number of samples in a window, histograms by their size.
std::size_t weight(const Window& window);

// What a range function knows about the series whose windows it sees.
struct SeriesContext {
  CallContext& call;
  const RangeSeries& series;
  Span span;  // what annotations point at

  // The metric name of the series, empty when it has none.
  std::string name() const;
  void warn_mixed() const;
  void warn_layouts() const;
  void warn_not_counter() const;
  void warn_not_gauge() const;
  void inform_ignored_histograms() const;
};

// Which kinds of samples a window has.
struct WindowKinds {
  std::size_t numbers = 0;
  std::size_t histograms = 0;
  bool mixed() const { return numbers > 0 && histograms > 0; }
};
WindowKinds kinds_of(const Window& window);

// Calls make(series_context) for every series, and for every step with samples calls the result
// with (window, step, column, index of the window's first sample in the series).
template <class Make>
Result<Columns> over_windows(CallContext& context, const RangeVector& vector, Span span,
                             Names names, Make&& make) {
  TRY(check_extension(context, vector));
  Query& query = context.query();
  const Grid& grid = context.evaluator.grid();
  Columns columns;
  const std::size_t before = query.samples();
  std::unordered_set<LabelId> seen;
  for (const RangeSeries& series : vector.series) {
    TRY(query.check());
    const SeriesContext series_context{context, series, span};
    auto apply = make(series_context);
    Column column(series.labels, grid.count);
    column.drop_name = series.drop_name;
    WindowCursor cursor(vector, series, grid);
    std::size_t largest = 0;
    for (std::size_t step = 0; step < grid.count; ++step) {
      const Window window = cursor.at(step);
      if (window.size() == 0) continue;
      largest =
          std::max(largest, window.samples.histograms.empty() ? window.size() : weight(window));
      apply(window, step, column, cursor.first());
    }
    TRY(query.load(largest));
    query.set_samples(query.samples() - largest);
    if (column.empty()) continue;
    if (names == Names::drop) context.evaluator.drop_name(column);
    if (!query.options().delayed_name_removal && !seen.insert(column.labels).second) {
      return same_labelset();
    }
    const auto missing = static_cast<std::size_t>(std::ranges::count(column.kinds, Kind::none));
    TRY(query.load(column.size() - missing));
    columns.push_back(std::move(column));
    TRY(query.check_columns(columns.size(), grid.count));
  }
  query.set_samples(before);
  return columns;
}

// The usual case: one range argument that the annotations point at.
template <class Make>
Result<Evaluated> over_windows(CallContext& context, std::size_t argument, Names names,
                               Make&& make) {
  TRY_ASSIGN(const RangeVector vector, context.range(argument));
  TRY_ASSIGN(Columns columns, over_windows(context, vector, context.span(argument), names,
                                           std::forward<Make>(make)));
  return columns;
}

}  // namespace nsmon::engine
