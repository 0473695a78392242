// SPDX-License-Identifier: Apache-2.0
#include "engine/aggregation.h"
#include "engine/functions/over_windows.h"
#include "engine/kahan.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace nsmon::engine {
namespace {

// The numbers of a window; histograms among them are told and left out.
void collect(const SeriesContext& series, const Window& window, std::vector<double>& values) {
  values.clear();
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (!window.is_histogram(i)) values.push_back(window.value(i));
  }
  if (!values.empty() && values.size() < window.size()) series.inform_ignored_histograms();
}

// Applies a function to the numbers of every window that has some.
template <class Apply>
Result<Evaluated> over_numbers(CallContext& context, std::size_t range_argument, Span span,
                               Apply&& apply) {
  TRY_ASSIGN(const RangeVector vector, context.range(range_argument));
  std::vector<double> values;
  TRY_ASSIGN(Columns columns,
             over_windows(context, vector, span, Names::drop, [&](const SeriesContext& series) {
               return [&, series](const Window& window, std::size_t step, Column& column,
                                  std::size_t) {
                 collect(series, window, values);
                 if (!values.empty()) column.set(step, apply(values, step));
               };
             }));
  return columns;
}

// Population variance by Welford's method, compensated in the mean and in the sum of squares.
double variance(const std::vector<double>& values) {
  KahanSum mean;
  KahanSum squares;
  double count = 0;
  for (const double value : values) {
    ++count;
    const double delta = value - mean.result();
    mean.add(delta / count);
    squares.add(delta * (value - mean.result()));
  }
  return squares.result() / count;
}

Result<Evaluated> stdvar_over_time(CallContext& context) {
  return over_numbers(context, 0, context.span(0),
                      [](std::vector<double>& values, std::size_t) { return variance(values); });
}

Result<Evaluated> stddev_over_time(CallContext& context) {
  return over_numbers(context, 0, context.span(0), [](std::vector<double>& values, std::size_t) {
    return std::sqrt(variance(values));
  });
}

Result<Evaluated> quantile_over_time(CallContext& context) {
  TRY_ASSIGN(const Scalars q, context.scalar(0));
  return over_numbers(context, 1, context.span(0),
                      [&](std::vector<double>& values, std::size_t step) {
                        check_quantile(context.annotations(), q[step], context.span(0));
                        return quantile_of(q[step], values);
                      });
}

// Median of the distances from the median.
double median_distance(std::vector<double>& values) {
  for (const double value : values) {
    if (std::isnan(value)) return std::numeric_limits<double>::quiet_NaN();
  }
  const double median = quantile_of(0.5, values);
  for (double& value : values) value = std::fabs(value - median);
  return quantile_of(0.5, values);
}

Result<Evaluated> mad_over_time(CallContext& context) {
  return over_numbers(context, 0, context.span(0), [](std::vector<double>& values, std::size_t) {
    return median_distance(values);
  });
}

constexpr std::array kRows = {
    FunctionRow{"mad_over_time", mad_over_time},
    FunctionRow{"quantile_over_time", quantile_over_time},
    FunctionRow{"stddev_over_time", stddev_over_time},
    FunctionRow{"stdvar_over_time", stdvar_over_time},
};

}  // namespace

std::span<const FunctionRow> spread_functions() {
  return kRows;
}

}  // namespace nsmon::engine
