// SPDX-License-Identifier: Apache-2.0
#include "testing/script_pin.h"

#include "promql/parse.h"
#include "promql/print.h"

#include <algorithm>
#include <array>

namespace nsmon::testing {
namespace {

constexpr std::array<std::string_view, 15> kTimeDependent = {
    "day_of_month", "day_of_week", "day_of_year", "days_in_month",  "end",
    "hour",         "minute",      "month",       "predict_linear", "range",
    "start",        "step",        "time",        "timestamp",      "year"};

// Adds `@` to a tree of its own; false when that would change what the expression means.
class Pinner {
 public:
  explicit Pinner(series::Timestamp time) : time_(time) {}

  bool pin(promql::Expr& expr) {
    if (auto* paren = std::get_if<promql::Paren>(&expr.node)) return pin(*paren->inner);
    if (auto* unary = std::get_if<promql::Unary>(&expr.node)) return pin(*unary->operand);
    if (auto* binary = std::get_if<promql::Binary>(&expr.node)) {
      return pin(*binary->lhs) && pin(*binary->rhs);
    }
    if (auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
      return pin(*aggregate->operand) && (!aggregate->parameter || pin(*aggregate->parameter));
    }
    if (auto* call = std::get_if<promql::Call>(&expr.node)) return pin_call(*call);
    if (auto* selector = std::get_if<promql::VectorSelector>(&expr.node)) fix(selector->time);
    if (auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node)) fix(matrix->selector.time);
    if (auto* subquery = std::get_if<promql::Subquery>(&expr.node)) fix(subquery->time);
    return true;
  }

 private:
  bool pin_call(promql::Call& call) {
    if (std::ranges::find(kTimeDependent, call.function) != kTimeDependent.end()) return false;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const bool only_labels = call.function == "info" && i == 1;
      if (!only_labels && !pin(*call.arguments[i])) return false;
    }
    return true;
  }

  // `@ start()` and `@ end()` stand for the time of an instant query, so they are fixed as well.
  void fix(promql::TimeModifiers& modifiers) const {
    if (modifiers.at && modifiers.at->kind == promql::AtModifier::Kind::timestamp) return;
    modifiers.at = promql::AtModifier{promql::AtModifier::Kind::timestamp, time_, {}};
  }

  series::Timestamp time_;
};

}  // namespace

std::string pinned(std::string_view query, series::Timestamp time) {
  auto expr = promql::parse_expression(query, promql::Features::all());
  if (!expr || !Pinner(time).pin(**expr)) return {};
  return promql::print(**expr);
}

std::vector<series::Timestamp> pinned_times(series::Timestamp time) {
  if (time == 0) return {-1000, 0, 1000};
  return {-10 * time, 0, time / 5, time, 10 * time};
}

}  // namespace nsmon::testing
