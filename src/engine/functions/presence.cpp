// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/over_windows.h"

#include <array>
#include <set>

namespace nsmon::engine {
namespace {

// Labels that an element standing for a missing series gets: those that the selector asks for with
// `=`. One that has another matcher after it is not certain and left out.
LabelId absent_labels(CallContext& context) {
  const promql::VectorSelector* selector = promql::as_selector(context.argument(0));
  if (selector == nullptr) return LabelTable::kEmpty;
  series::LabelSet labels;
  std::set<std::string_view> seen;
  for (const promql::LabelMatcher& matcher : selector->matchers) {
    if (matcher.name == series::kMetricName) continue;
    if (matcher.op == series::MatchOp::equal && seen.insert(matcher.name).second) {
      labels.set(matcher.name, matcher.value);
    } else {
      labels.remove(matcher.name);
    }
  }
  return context.query().labels().intern(std::move(labels));
}

Columns absent_where(CallContext& context, const std::vector<bool>& present) {
  Column column(absent_labels(context), context.steps());
  for (std::size_t step = 0; step < column.size(); ++step) {
    if (!present[step]) column.set(step, 1.0);
  }
  Columns columns;
  if (!column.empty()) columns.push_back(std::move(column));
  return columns;
}

Result<Evaluated> absent(CallContext& context) {
  TRY_ASSIGN(const Columns columns, context.vector(0));
  std::vector<bool> present(context.steps());
  for (const Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.has(step)) present[step] = true;
    }
  }
  return absent_where(context, present);
}

Result<Evaluated> absent_over_time(CallContext& context) {
  TRY_ASSIGN(const RangeVector vector, context.range(0));
  TRY(check_extension(context, vector));
  const Grid& grid = context.evaluator.grid();
  std::vector<bool> present(context.steps());
  for (const RangeSeries& series : vector.series) {
    WindowCursor cursor(vector, series, grid);
    for (std::size_t step = 0; step < grid.count; ++step) {
      if (cursor.at(step).size() > 0) present[step] = true;
    }
  }
  return absent_where(context, present);
}

constexpr std::array kRows = {
    FunctionRow{"absent", absent},
    FunctionRow{"absent_over_time", absent_over_time},
};

}  // namespace

std::span<const FunctionRow> presence_functions() {
  return kRows;
}

}  // namespace nsmon::engine
