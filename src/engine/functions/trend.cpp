// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/over_windows.h"
#include "engine/kahan.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace nsmon::engine {
namespace {

struct Line {
  double slope = 0;
  double intercept = 0;  // at `origin`
};

struct Points {
  std::vector<Timestamp> times;
  std::vector<double> values;
};

// Least squares through the points, x in seconds after `origin`. Equal values give exactly a flat
// line.
Line fit(const Points& points, Timestamp origin) {
  const double first = points.values.front();
  KahanSum sum_x, sum_y, sum_xy, sum_xx;
  bool constant = true;
  for (std::size_t i = 0; i < points.values.size(); ++i) {
    const double y = points.values[i];
    constant = constant && y == first;
    const double x = static_cast<double>(points.times[i] - origin) / 1e3;
    sum_x.add(x);
    sum_y.add(y);
    sum_xy.add(x * y);
    sum_xx.add(x * x);
  }
  if (constant) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    return std::isinf(first) ? Line{kNan, kNan} : Line{0, first};
  }
  const double n = static_cast<double>(points.values.size());
  const double x = sum_x.result();
  const double y = sum_y.result();
  const double covariance = sum_xy.result() - x * y / n;
  const double variance = sum_xx.result() - x * x / n;
  const double slope = covariance / variance;
  return {slope, y / n - slope * x / n};
}

// The numbers of a window if there are at least two; otherwise nothing, with the info about ignored
// histograms all the same.
bool collect(const SeriesContext& series, const Window& window, Points& points) {
  points.times.clear();
  points.values.clear();
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window.is_histogram(i)) continue;
    points.times.push_back(window.time(i));
    points.values.push_back(window.value(i));
  }
  const bool mixed = !points.values.empty() && points.values.size() < window.size();
  if (mixed) series.inform_ignored_histograms();
  return points.values.size() >= 2;
}

Result<Evaluated> deriv(CallContext& context) {
  return over_windows(context, 0, Names::drop, [](const SeriesContext& series) {
    return [series, points = Points()](const Window& window, std::size_t step, Column& column,
                                       std::size_t) mutable {
      if (!collect(series, window, points)) return;
      column.set(step, fit(points, points.times.front()).slope);
    };
  });
}

Result<Evaluated> predict_linear(CallContext& context) {
  TRY_ASSIGN(const Scalars ahead, context.scalar(1));
  const Grid& grid = context.evaluator.grid();
  return over_windows(context, 0, Names::drop, [&](const SeriesContext& series) {
    return [&, series, points = Points()](const Window& window, std::size_t step, Column& column,
                                          std::size_t) mutable {
      if (!collect(series, window, points)) return;
      const Line line = fit(points, grid.time(step));
      column.set(step, line.slope * ahead[step] + line.intercept);
    };
  });
}

// Double exponential smoothing (Holt's linear method).
double smooth(const std::vector<double>& values, double level_factor, double trend_factor) {
  double level = values[0];
  double previous_level = 0;
  double trend = values[1] - values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (i > 1) trend = trend_factor * (level - previous_level) + (1 - trend_factor) * trend;
    previous_level = level;
    level = level_factor * values[i] + (1 - level_factor) * (level + trend);
  }
  return level;
}

Result<void> check_factors(const Scalars& factors, std::string_view name, std::string_view sign) {
  for (const double factor : factors) {
    if (factor <= 0 || factor >= 1) {
      return failure(
          fmt::format("invalid {} factor. Expected: 0 < {} < 1, got: {:f}", name, sign, factor));
    }
  }
  return {};
}

Result<Evaluated> double_exponential_smoothing(CallContext& context) {
  TRY_ASSIGN(const Scalars level, context.scalar(1));
  TRY_ASSIGN(const Scalars trend, context.scalar(2));
  std::optional<Error> problem;
  TRY_ASSIGN(Evaluated result,
             over_windows(context, 0, Names::drop, [&](const SeriesContext& series) {
               return [&, series, points = Points()](const Window& window, std::size_t step,
                                                     Column& column, std::size_t) mutable {
                 auto checked = check_factors({level[step]}, "smoothing", "sf");
                 if (checked) checked = check_factors({trend[step]}, "trend", "tf");
                 if (!checked && !problem) problem = checked.error();
                 if (!collect(series, window, points)) return;
                 column.set(step, smooth(points.values, level[step], trend[step]));
               };
             }));
  if (problem) return std::unexpected(*problem);
  return result;
}

constexpr std::array kRows = {
    FunctionRow{"deriv", deriv},
    FunctionRow{"double_exponential_smoothing", double_exponential_smoothing},
    FunctionRow{"predict_linear", predict_linear},
};

}  // namespace

std::span<const FunctionRow> trend_functions() {
  return kRows;
}

}  // namespace nsmon::engine
