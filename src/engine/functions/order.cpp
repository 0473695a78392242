// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "engine/functions/function.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>
#include <utility>

namespace nsmon::engine {
namespace {

// Sorting means something only for a single step; results of more are ordered by labels anyway.
bool can_sort(CallContext& context) {
  if (context.steps() == 1) return true;
  context.annotations().warn(
      "sort is ineffective for range queries since results are always ordered by labels",
      context.expr.span);
  return false;
}

template <bool descending>
Result<Evaluated> sort_by_value(CallContext& context) {
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_histogram(step)) column.clear(step);
    }
  }
  std::erase_if(columns, [](const Column& column) { return column.empty(); });
  if (!can_sort(context)) return columns;
  std::ranges::stable_sort(columns, [](const Column& a, const Column& b) {
    const double left = a.values[0];
    const double right = b.values[0];
    if (std::isnan(left) || std::isnan(right)) return !std::isnan(left);
    return descending ? left > right : left < right;
  });
  return columns;
}

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Cuts off the leading run of digits or of other bytes.
std::string_view take_run(std::string_view& text) {
  const bool digits = is_digit(text.front());
  const auto end = std::ranges::find_if(text, [&](char c) { return is_digit(c) != digits; });
  const auto run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(run.size());
  return run;
}

int compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

// Natural order: runs of digits by their number, the rest by bytes, a prefix first.
int compare_naturally(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view left = take_run(a);
    const std::string_view right = take_run(b);
    const bool numbers = is_digit(left.front()) && is_digit(right.front());
    const int order = numbers ? compare_numbers(left, right) : left.compare(right);
    if (order != 0) return order;
  }
  if (a.empty() && b.empty()) return 0;
  return a.empty() ? -1 : 1;
}

template <bool descending>
Result<Evaluated> sort_by_label(CallContext& context) {
  TRY_ASSIGN(Columns columns, context.vector(0));
  if (!can_sort(context)) return columns;
  const LabelTable& table = context.query().labels();
  std::vector<std::string> names;
  for (std::size_t i = 1; i < context.size(); ++i) names.push_back(context.text(i));
  std::ranges::stable_sort(columns, [&](const Column& a, const Column& b) {
    const series::LabelSet& left = table.get(descending ? b.labels : a.labels);
    const series::LabelSet& right = table.get(descending ? a.labels : b.labels);
    for (const std::string& name : names) {
      const int order = compare_naturally(left.get(name), right.get(name));
      if (order != 0) return order < 0;
    }
    return left < right;
  });
  return columns;
}

constexpr std::array kRows = {
    FunctionRow{"sort", sort_by_value<false>},
    FunctionRow{"sort_by_label", sort_by_label<false>},
    FunctionRow{"sort_by_label_desc", sort_by_label<true>},
    FunctionRow{"sort_desc", sort_by_value<true>},
};

}  // namespace

std::span<const FunctionRow> order_functions() {
  return kRows;
}

}  // namespace nsmon::engine
