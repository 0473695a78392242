// SPDX-License-Identifier: Apache-2.0
#include "engine/extended.h"
#include "engine/functions/counter.h"
#include "engine/functions/over_windows.h"
#include "series/histogram_math.h"

#include <array>
#include <cmath>

namespace nsmon::engine {
namespace {

// Whether something happened between two neighbouring samples.
using Between = bool (*)(const Window& window, std::size_t previous, std::size_t current,
                         bool use_starts);

bool changed(const Window& window, std::size_t previous, std::size_t current, bool) {
  if (window.is_histogram(previous) != window.is_histogram(current)) return true;
  if (window.is_histogram(current)) {
    return !series::same(window.histogram(previous), window.histogram(current));
  }
  const double before = window.value(previous);
  const double now = window.value(current);
  return now != before && !(std::isnan(now) && std::isnan(before));
}

bool was_reset(const Window& window, std::size_t previous, std::size_t current, bool use_starts) {
  if (window.is_histogram(previous) != window.is_histogram(current)) return true;
  if (use_starts && restarted(window, previous, current)) return true;
  if (window.is_histogram(current)) {
    return series::detect_reset(window.histogram(current), window.histogram(previous));
  }
  return window.value(current) < window.value(previous);
}

template <Between between, bool counts_starts>
Result<Evaluated> count_between(CallContext& context) {
  TRY_ASSIGN(const RangeVector vector, context.range(0));
  const bool anchored = vector.extension == promql::Extension::anchored;
  const bool use_starts = counts_starts && context.query().options().start_timestamps;
  TRY_ASSIGN(
      Columns columns,
      over_windows(context, vector, context.span(0), Names::drop, [&](const SeriesContext& series) {
        return [&, series](const Window& window, std::size_t step, Column& column, std::size_t) {
          std::size_t first = 0;
          if (anchored) {
            const auto edges = extended_edges(window, false);
            if (!edges) return;
            first = edges->before.value_or(edges->first_inside);
          }
          std::size_t count = 0;
          bool overlap = false;
          for (std::size_t i = first + 1; i < window.size(); ++i) {
            if (between(window, i - 1, i, use_starts)) ++count;
            overlap = overlap || (use_starts && start_overlaps(window, i - 1, i));
          }
          if (overlap) context.annotations().start_overlap(series.name(), series.span);
          column.set(step, static_cast<double>(count));
        };
      }));
  return columns;
}

constexpr std::array kRows = {
    FunctionRow{"changes", count_between<changed, false>},
    FunctionRow{"resets", count_between<was_reset, true>},
};

}  // namespace

std::span<const FunctionRow> change_functions() {
  return kRows;
}

}  // namespace nsmon::engine
