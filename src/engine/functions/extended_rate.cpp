// SPDX-License-Identifier: Apache-2.0

// rate(), increase() and delta() of extended ranges (Prometheus 3.14, "Extended range selectors").
// Nothing is extrapolated. `anchored` takes the last sample at or before the window's start as the
// base; `smoothed` interpolates the values at both edges between their neighbours. The windows
// handed over here reach one look-back beyond the edges.
#include "engine/functions/extended_rate.h"

#include "engine/extended.h"
#include "series/histogram_math.h"

namespace nsmon::engine {
namespace {

using series::Histogram;

// Arithmetic that floats and histograms share, so that the algorithm is written once.
struct Numbers {
  using Value = double;
  static Value at(const Window& window, std::size_t i) { return window.value(i); }
  static void add(Value& sum, const Value& other) { sum += other; }
  static void subtract(Value& sum, const Value& other) { sum -= other; }
  static void scale(Value& value, double factor) { value *= factor; }
  static void divide(Value& value, double divisor) { value /= divisor; }
  static bool fell(const Value& now, const Value& before) { return now < before; }
};

struct Histograms {
  using Value = Histogram;
  static Value at(const Window& window, std::size_t i) { return window.histogram(i); }
  static void add(Value& sum, const Value& other) { series::add(sum, other); }
  static void subtract(Value& sum, const Value& other) { series::subtract(sum, other); }
  static void scale(Value& value, double factor) { series::multiply(value, factor); }
  static void divide(Value& value, double divisor) { series::divide(value, divisor); }
  static bool fell(const Value& now, const Value& before) {
    return series::detect_reset(now, before);
  }
};

// The value at `time` between the samples i and i + 1; after a reset a counter came from zero.
template <class Ops>
typename Ops::Value between(const Window& window, std::size_t i, Timestamp time, bool counter) {
  auto from = Ops::at(window, i);
  auto change = Ops::at(window, i + 1);
  if (counter && Ops::fell(change, from)) {
    Ops::scale(from, 0);
  } else {
    Ops::subtract(change, from);
  }
  const double share = static_cast<double>(time - window.time(i)) /
                       static_cast<double>(window.time(i + 1) - window.time(i));
  Ops::scale(change, share);
  Ops::add(from, change);
  return from;
}

template <class Ops>
std::optional<typename Ops::Value> growth(const Window& window, const ExtendedEdges& edges,
                                          bool smoothed, bool counter) {
  const bool left_between = smoothed && edges.before && window.time(*edges.before) < window.start;
  auto left = left_between ? between<Ops>(window, *edges.before, window.start, counter)
                           : Ops::at(window, edges.before.value_or(edges.first_inside));
  auto right = Ops::at(window, edges.last);
  if (smoothed && edges.after && window.time(edges.last) < window.end) {
    right = between<Ops>(window, edges.last, window.end, counter);
  }
  auto result = right;
  Ops::subtract(result, left);
  if (!counter) return result;
  auto previous = left;
  for (std::size_t i = edges.first_inside; i <= edges.last && i < window.size(); ++i) {
    auto value = Ops::at(window, i);
    if (Ops::fell(value, previous)) Ops::add(result, previous);
    previous = std::move(value);
  }
  if (Ops::fell(right, previous)) Ops::add(result, previous);
  return result;
}

bool layouts_mixed(const Window& window) {
  const bool custom = window.histogram(0).uses_custom_bounds();
  for (std::size_t i = 1; i < window.size(); ++i) {
    if (window.histogram(i).uses_custom_bounds() != custom) return true;
  }
  return false;
}

void check_hints(const SeriesContext& context, RateKind kind, const Window& window,
                 const ExtendedEdges& edges) {
  using series::ResetHint;
  const std::size_t first = edges.before.value_or(edges.first_inside);
  const std::size_t last = edges.last;
  if (!kind.counter) {
    const bool gauges = window.histogram(first).hint == ResetHint::gauge &&
                        window.histogram(last).hint == ResetHint::gauge;
    if (!gauges) context.warn_not_gauge();
    return;
  }
  for (std::size_t i = first; i <= last; ++i) {
    if (window.histogram(i).hint == ResetHint::gauge) return context.warn_not_counter();
  }
}

}  // namespace

void extended_rate(const SeriesContext& context, RateKind kind, RangeStep at, Column& column) {
  const auto& [vector, window, step] = at;
  const bool smoothed = vector.extension == promql::Extension::smoothed;
  const WindowKinds kinds = kinds_of(window);
  if (kinds.mixed()) return context.warn_mixed();
  const auto edges = extended_edges(window, smoothed);
  if (!edges) return;
  const double range_s = static_cast<double>(vector.range_ms) / 1000;
  if (kinds.histograms == 0) {
    auto result = growth<Numbers>(window, *edges, smoothed, kind.counter);
    column.set(step, kind.per_second ? *result / range_s : *result);
    return;
  }
  check_hints(context, kind, window, *edges);
  if (layouts_mixed(window)) return context.warn_layouts();
  auto result = growth<Histograms>(window, *edges, smoothed, kind.counter);
  if (kind.per_second) series::divide(*result, range_s);
  result->hint = series::ResetHint::gauge;
  column.set(step, series::compacted(std::move(*result)));
}

}  // namespace nsmon::engine
