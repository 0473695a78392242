// SPDX-License-Identifier: Apache-2.0
#include "promql/functions.h"

#include <algorithm>

namespace nsmon::promql {
namespace {
constexpr auto kScalar = ValueType::scalar;
constexpr auto kString = ValueType::string;
constexpr auto kVector = ValueType::vector;
constexpr auto kMatrix = ValueType::matrix;

Function of_vector(std::string_view name) {
  return {name, {kVector}};
}
Function of_range(std::string_view name) {
  return {name, {kMatrix}};
}
// May be left out: the evaluation time stands in.
Function of_time(std::string_view name) {
  return {name, {kVector}, 1};
}
Function of_nothing(std::string_view name) {
  return {name, {}, 0, kScalar};
}

Function experimental(Function function) {
  function.experimental = true;
  return function;
}

// Sorted by name.
const std::vector<Function> kFunctions{
    of_vector("abs"),
    of_vector("absent"),
    of_range("absent_over_time"),
    of_vector("acos"),
    of_vector("acosh"),
    of_vector("asin"),
    of_vector("asinh"),
    of_vector("atan"),
    of_vector("atanh"),
    of_range("avg_over_time"),
    of_vector("ceil"),
    of_range("changes"),
    {"clamp", {kVector, kScalar, kScalar}},
    {"clamp_max", {kVector, kScalar}},
    {"clamp_min", {kVector, kScalar}},
    of_vector("cos"),
    of_vector("cosh"),
    of_range("count_over_time"),
    of_time("day_of_month"),
    of_time("day_of_week"),
    of_time("day_of_year"),
    of_time("days_in_month"),
    of_vector("deg"),
    of_range("delta"),
    of_range("deriv"),
    experimental({"double_exponential_smoothing", {kMatrix, kScalar, kScalar}}),
    experimental(of_nothing("end")),
    of_vector("exp"),
    of_range("first_over_time"),
    of_vector("floor"),
    of_vector("histogram_avg"),
    of_vector("histogram_count"),
    {"histogram_fraction", {kScalar, kScalar, kVector}},
    {"histogram_quantile", {kScalar, kVector}},
    experimental({"histogram_quantiles", {kVector, kString, kScalar, kScalar}, 9}),
    of_vector("histogram_stddev"),
    of_vector("histogram_stdvar"),
    of_vector("histogram_sum"),
    of_time("hour"),
    of_range("idelta"),
    of_range("increase"),
    experimental({"info", {kVector, kVector}, 1}),
    of_range("irate"),
    {"label_join", {kVector, kString, kString, kString}, -1},
    {"label_replace", {kVector, kString, kString, kString, kString}},
    of_range("last_over_time"),
    of_vector("ln"),
    of_vector("log10"),
    of_vector("log2"),
    experimental(of_range("mad_over_time")),
    experimental({"max_of", {kScalar, kScalar}, 0, kScalar}),
    of_range("max_over_time"),
    experimental({"min_of", {kScalar, kScalar}, 0, kScalar}),
    of_range("min_over_time"),
    of_time("minute"),
    of_time("month"),
    of_nothing("pi"),
    {"predict_linear", {kMatrix, kScalar}},
    of_range("present_over_time"),
    {"quantile_over_time", {kScalar, kMatrix}},
    of_vector("rad"),
    experimental(of_nothing("range")),
    of_range("rate"),
    of_range("resets"),
    {"round", {kVector, kScalar}, 1},
    {"scalar", {kVector}, 0, kScalar},
    of_vector("sgn"),
    of_vector("sin"),
    of_vector("sinh"),
    of_vector("sort"),
    experimental({"sort_by_label", {kVector, kString}, -1}),
    experimental({"sort_by_label_desc", {kVector, kString}, -1}),
    of_vector("sort_desc"),
    of_vector("sqrt"),
    experimental(of_nothing("start")),
    experimental(of_vector("start_timestamp")),
    of_range("stddev_over_time"),
    of_range("stdvar_over_time"),
    experimental(of_nothing("step")),
    of_range("sum_over_time"),
    of_vector("tan"),
    of_vector("tanh"),
    of_nothing("time"),
    of_vector("timestamp"),
    experimental(of_range("ts_of_first_over_time")),
    experimental(of_range("ts_of_last_over_time")),
    experimental(of_range("ts_of_max_over_time")),
    experimental(of_range("ts_of_min_over_time")),
    {"vector", {kScalar}},
    of_time("year"),
};
}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::lower_bound(kFunctions, name, {}, &Function::name);
  return found != kFunctions.end() && found->name == name ? &*found : nullptr;
}

std::span<const Function> all_functions() {
  return kFunctions;
}

}  // namespace nsmon::promql
