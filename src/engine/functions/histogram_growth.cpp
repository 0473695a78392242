// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/counter.h"
#include "engine/functions/extended_rate.h"
#include "series/histogram_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nsmon::engine {
namespace {

using series::Histogram;
using series::ResetHint;

// Tells about hints that do not fit the function.
void check_hints(const SeriesContext& context, RateKind kind, const Window& window) {
  const std::size_t last = window.size() - 1;
  if (!kind.counter) {
    const bool gauges = window.histogram(0).hint == ResetHint::gauge &&
                        window.histogram(last).hint == ResetHint::gauge;
    if (!gauges) context.warn_not_gauge();
    return;
  }
  for (std::size_t i = 0; i <= last; ++i) {
    if (window.histogram(i).hint == ResetHint::gauge) return context.warn_not_counter();
  }
}

bool reset_between(const Window& window, std::size_t i, bool use_starts) {
  return series::detect_reset(window.histogram(i), window.histogram(i - 1)) ||
         (use_starts && restarted(window, i - 1, i));
}

void inform_reconciled(const SeriesContext& context, std::string_view operation) {
  context.call.annotations().inform(
      fmt::format("mismatched custom buckets were reconciled during {}", operation), context.span);
}

// Custom and exponential bounds among the samples that count.
bool layouts_differ(const Window& window, std::size_t first, bool counter) {
  const std::size_t last = window.size() - 1;
  const bool custom = window.histogram(last).uses_custom_bounds();
  for (std::size_t i = first; i < last; ++i) {
    if (!counter && i != first) break;
    if (window.histogram(i).uses_custom_bounds() != custom) return true;
  }
  return false;
}

}  // namespace

std::optional<Histogram> histogram_growth(const SeriesContext& context, RateKind kind,
                                          const Window& window, bool use_starts) {
  check_hints(context, kind, window);
  const std::size_t last = window.size() - 1;
  if (last == 0) {
    Histogram empty = window.histogram(0);
    series::multiply(empty, 0);
    return empty;
  }
  const bool skip_first = kind.counter && reset_between(window, 1, use_starts);
  const std::size_t first = skip_first ? 1 : 0;
  if (layouts_differ(window, first, kind.counter)) {
    context.warn_layouts();
    return std::nullopt;
  }
  Histogram growth = window.histogram(last);
  std::int32_t schema = growth.schema;
  for (std::size_t i = first; i < last; ++i) {
    if (kind.counter || i == 0) schema = std::min(schema, window.histogram(i).schema);
  }
  growth = series::reduced(std::move(growth), schema);
  if (!skip_first && series::subtract(growth, window.histogram(0)).bounds_reconciled) {
    inform_reconciled(context, "subtraction");
  }
  for (std::size_t i = 2; kind.counter && i <= last; ++i) {
    if (!reset_between(window, i, use_starts)) continue;
    if (series::add(growth, window.histogram(i - 1)).bounds_reconciled) {
      inform_reconciled(context, "addition");
    }
  }
  return growth;
}

}  // namespace nsmon::engine
