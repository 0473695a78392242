// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "engine/functions/function.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace nsmon::engine {
namespace {

double seconds(Timestamp ms) {
  return static_cast<double>(ms) / 1000;
}

Result<Evaluated> time(CallContext& context) {
  Scalars result(context.steps());
  for (std::size_t step = 0; step < result.size(); ++step) {
    result[step] = seconds(context.evaluator.grid().time(step));
  }
  return result;
}

Result<Evaluated> constant(CallContext& context, double value) {
  return Scalars(context.steps(), value);
}

Result<Evaluated> query_start(CallContext& context) {
  return constant(context, seconds(context.query().times().start));
}
Result<Evaluated> query_end(CallContext& context) {
  return constant(context, seconds(context.query().times().end));
}
Result<Evaluated> query_step(CallContext& context) {
  const QueryTimes& times = context.query().times();
  return constant(context, times.start == times.end ? 0 : seconds(times.step));
}
Result<Evaluated> query_range(CallContext& context) {
  const QueryTimes& times = context.query().times();
  return constant(context, seconds(times.end - times.start));
}

// The time of the sample for a bare selector, else the evaluation time.
Result<Evaluated> timestamp(CallContext& context) {
  const promql::Expr& argument = context.argument(0);
  Columns columns;
  const auto* selector = std::get_if<promql::VectorSelector>(&argument.node);
  if (selector != nullptr) {
    TRY_ASSIGN(columns, select_timestamps(context.evaluator, *selector, false));
  } else {
    TRY_ASSIGN(columns, context.vector(0));
  }
  for (Column& column : columns) {
    for (std::size_t step = 0; selector == nullptr && step < column.size(); ++step) {
      if (!column.has(step)) continue;
      column.clear(step);
      column.set(step, seconds(context.evaluator.grid().time(step)));
    }
    context.evaluator.drop_name(column);
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

Result<Evaluated> start_timestamp(CallContext& context) {
  const promql::Expr& argument = context.argument(0);
  const auto* selector = std::get_if<promql::VectorSelector>(&argument.node);
  if (selector == nullptr || !context.query().options().start_timestamps) return Columns{};
  TRY_ASSIGN(Columns columns, select_timestamps(context.evaluator, *selector, true));
  for (Column& column : columns) context.evaluator.drop_name(column);
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

// A UTC time taken apart; values are cut to whole seconds.
struct CalendarTime {
  std::chrono::year_month_day date;
  std::chrono::sys_days day;
  std::int64_t second_of_day = 0;
};

CalendarTime calendar(double value) {
  // About the range of years that the calendar types can hold; further away no date has a meaning.
  constexpr double kFar = 9e11;
  const double bounded = std::isnan(value) ? 0 : std::min(std::max(value, -kFar), kFar);
  const std::chrono::sys_seconds moment{std::chrono::seconds(static_cast<std::int64_t>(bounded))};
  CalendarTime result;
  result.day = std::chrono::floor<std::chrono::days>(moment);
  result.date = std::chrono::year_month_day(result.day);
  result.second_of_day = (moment - result.day).count();
  return result;
}

using Part = double (*)(const CalendarTime&);

template <Part part>
Result<Evaluated> date_part(CallContext& context) {
  if (context.size() == 0) {
    Column column(LabelTable::kEmpty, context.steps());
    for (std::size_t step = 0; step < column.size(); ++step) {
      column.set(step, part(calendar(seconds(context.evaluator.grid().time(step)))));
    }
    Columns columns;
    columns.push_back(std::move(column));
    return columns;
  }
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_histogram(step)) column.clear(step);
      if (column.is_number(step)) column.values[step] = part(calendar(column.values[step]));
    }
    context.evaluator.drop_name(column);
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

double minute_of(const CalendarTime& time) {
  const auto minute = time.second_of_day / 60 % 60;
  return static_cast<double>(minute);
}
double hour_of(const CalendarTime& time) {
  const auto hour = time.second_of_day / 3600;
  return static_cast<double>(hour);
}
double weekday_of(const CalendarTime& time) {
  return std::chrono::weekday(time.day).c_encoding();
}
double month_day_of(const CalendarTime& time) {
  return static_cast<unsigned>(time.date.day());
}
double year_day_of(const CalendarTime& time) {
  using namespace std::chrono;
  return static_cast<double>((time.day - sys_days(time.date.year() / January / 1)).count() + 1);
}
double month_length_of(const CalendarTime& time) {
  using namespace std::chrono;
  return static_cast<unsigned>((time.date.year() / time.date.month() / last).day());
}
double month_of(const CalendarTime& time) {
  return static_cast<unsigned>(time.date.month());
}
double year_of(const CalendarTime& time) {
  return static_cast<int>(time.date.year());
}

constexpr std::array kRows = {
    FunctionRow{"day_of_month", date_part<month_day_of>},
    FunctionRow{"day_of_week", date_part<weekday_of>},
    FunctionRow{"day_of_year", date_part<year_day_of>},
    FunctionRow{"days_in_month", date_part<month_length_of>},
    FunctionRow{"end", query_end},
    FunctionRow{"hour", date_part<hour_of>},
    FunctionRow{"minute", date_part<minute_of>},
    FunctionRow{"month", date_part<month_of>},
    FunctionRow{"range", query_range},
    FunctionRow{"start", query_start},
    FunctionRow{"start_timestamp", start_timestamp},
    FunctionRow{"step", query_step},
    FunctionRow{"time", time},
    FunctionRow{"timestamp", timestamp},
    FunctionRow{"year", date_part<year_of>},
};

}  // namespace

std::span<const FunctionRow> time_functions() {
  return kRows;
}

}  // namespace nsmon::engine
