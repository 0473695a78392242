// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "engine/functions/function.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace nsmon::engine {
namespace {

// Applies a function to every number; histograms fall away.
template <class Apply>
Result<Evaluated> map_numbers(CallContext& context, Apply&& apply) {
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_histogram(step)) column.clear(step);
      if (column.is_number(step)) column.values[step] = apply(column.values[step], step);
    }
    context.evaluator.drop_name(column);
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

using Plain = double (*)(double);

template <Plain function>
Result<Evaluated> plain(CallContext& context) {
  return map_numbers(context, [](double value, std::size_t) { return function(value); });
}

double absolute(double x) {
  return std::fabs(x);
}
double round_up(double x) {
  return std::ceil(x);
}
double round_down(double x) {
  return std::floor(x);
}
double exponential(double x) {
  return std::exp(x);
}
double natural_log(double x) {
  return std::log(x);
}
double binary_log(double x) {
  return std::log2(x);
}
double decimal_log(double x) {
  return std::log10(x);
}
double square_root(double x) {
  return std::sqrt(x);
}
double sine(double x) {
  return std::sin(x);
}
double cosine(double x) {
  return std::cos(x);
}
double tangent(double x) {
  return std::tan(x);
}
double arc_sine(double x) {
  return std::asin(x);
}
double arc_cosine(double x) {
  return std::acos(x);
}
double arc_tangent(double x) {
  return std::atan(x);
}
double hyperbolic_sine(double x) {
  return std::sinh(x);
}
double hyperbolic_cosine(double x) {
  return std::cosh(x);
}
double hyperbolic_tangent(double x) {
  return std::tanh(x);
}
double area_sine(double x) {
  return std::asinh(x);
}
double area_cosine(double x) {
  return std::acosh(x);
}
double area_tangent(double x) {
  return std::atanh(x);
}
double to_degrees(double x) {
  return x * 180 / std::numbers::pi;
}
double to_radians(double x) {
  return x * std::numbers::pi / 180;
}

double sign_of(double x) {
  if (x < 0) return -1;
  if (x > 0) return 1;
  return x;
}

// Of two numbers; an infinity that decides wins over NaN.
double greater_of(double a, double b) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (a == kInfinity || b == kInfinity) return kInfinity;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  if (a == 0 && b == 0) return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

double less_of(double a, double b) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (a == -kInfinity || b == -kInfinity) return -kInfinity;
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<double>::quiet_NaN();
  if (a == 0 && b == 0) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

Result<Evaluated> clamp(CallContext& context) {
  TRY_ASSIGN(const Scalars low, context.scalar(1));
  TRY_ASSIGN(const Scalars high, context.scalar(2));
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_histogram(step) || low[step] > high[step]) column.clear(step);
      if (!column.is_number(step)) continue;
      column.values[step] = greater_of(low[step], less_of(high[step], column.values[step]));
    }
    context.evaluator.drop_name(column);
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

Result<Evaluated> clamp_max(CallContext& context) {
  TRY_ASSIGN(const Scalars high, context.scalar(1));
  return map_numbers(context,
                     [&](double value, std::size_t step) { return less_of(high[step], value); });
}

Result<Evaluated> clamp_min(CallContext& context) {
  TRY_ASSIGN(const Scalars low, context.scalar(1));
  return map_numbers(context,
                     [&](double value, std::size_t step) { return greater_of(low[step], value); });
}

// Half a step is rounded up. The inverse is used so that steps such as 0.1 give the nearest number.
Result<Evaluated> round(CallContext& context) {
  TRY_ASSIGN(const Scalars to, context.scalar_or(1, 1));
  return map_numbers(context, [&](double value, std::size_t step) {
    const double inverse = 1.0 / to[step];
    return std::floor(value * inverse + 0.5) / inverse;
  });
}

Result<Evaluated> pi(CallContext& context) {
  return Scalars(context.steps(), std::numbers::pi);
}

template <double (*choose)(double, double)>
Result<Evaluated> choose_scalar(CallContext& context) {
  TRY_ASSIGN(Scalars a, context.scalar(0));
  TRY_ASSIGN(const Scalars b, context.scalar(1));
  for (std::size_t step = 0; step < a.size(); ++step) a[step] = choose(a[step], b[step]);
  return a;
}

// scalar(v): the only number of the vector, NaN when there is none or more than one.
Result<Evaluated> scalar(CallContext& context) {
  TRY_ASSIGN(const Columns columns, context.vector(0));
  Scalars result(context.steps(), std::numeric_limits<double>::quiet_NaN());
  std::vector<std::size_t> count(context.steps());
  for (const Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_number(step) && ++count[step] == 1) result[step] = column.values[step];
    }
  }
  for (std::size_t step = 0; step < result.size(); ++step) {
    if (count[step] != 1) result[step] = series::normal_nan();
  }
  return result;
}

Result<Evaluated> vector(CallContext& context) {
  TRY_ASSIGN(Scalars values, context.scalar(0));
  Column column(LabelTable::kEmpty, context.steps());
  for (std::size_t step = 0; step < values.size(); ++step) column.set(step, values[step]);
  Columns columns;
  columns.push_back(std::move(column));
  return columns;
}

constexpr std::array kRows = {
    FunctionRow{"abs", plain<absolute>},
    FunctionRow{"acos", plain<arc_cosine>},
    FunctionRow{"acosh", plain<area_cosine>},
    FunctionRow{"asin", plain<arc_sine>},
    FunctionRow{"asinh", plain<area_sine>},
    FunctionRow{"atan", plain<arc_tangent>},
    FunctionRow{"atanh", plain<area_tangent>},
    FunctionRow{"ceil", plain<round_up>},
    FunctionRow{"clamp", clamp},
    FunctionRow{"clamp_max", clamp_max},
    FunctionRow{"clamp_min", clamp_min},
    FunctionRow{"cos", plain<cosine>},
    FunctionRow{"cosh", plain<hyperbolic_cosine>},
    FunctionRow{"deg", plain<to_degrees>},
    FunctionRow{"exp", plain<exponential>},
    FunctionRow{"floor", plain<round_down>},
    FunctionRow{"ln", plain<natural_log>},
    FunctionRow{"log10", plain<decimal_log>},
    FunctionRow{"log2", plain<binary_log>},
    FunctionRow{"max_of", choose_scalar<greater_of>},
    FunctionRow{"min_of", choose_scalar<less_of>},
    FunctionRow{"pi", pi},
    FunctionRow{"rad", plain<to_radians>},
    FunctionRow{"round", round},
    FunctionRow{"scalar", scalar},
    FunctionRow{"sgn", plain<sign_of>},
    FunctionRow{"sin", plain<sine>},
    FunctionRow{"sinh", plain<hyperbolic_sine>},
    FunctionRow{"sqrt", plain<square_root>},
    FunctionRow{"tan", plain<tangent>},
    FunctionRow{"tanh", plain<hyperbolic_tangent>},
    FunctionRow{"vector", vector},
};

}  // namespace

std::span<const FunctionRow> math_functions() {
  return kRows;
}

}  // namespace nsmon::engine
