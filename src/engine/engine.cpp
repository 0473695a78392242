// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "base/try.h"
#include "engine/evaluator.h"
#include "engine/extended.h"
#include "promql/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace nsmon::engine {
namespace {

LabelId final_labels(Query& query, const Column& column) {
  return column.drop_name ? query.labels().without_name(column.labels) : column.labels;
}

Result<Vector> finish_vector(Query& query, Timestamp time, Columns columns) {
  Vector vector;
  std::unordered_map<LabelId, bool> seen;
  for (Column& column : columns) {
    if (!column.has(0)) continue;
    const LabelId labels = final_labels(query, column);
    if (!seen.try_emplace(labels, true).second) return same_labelset();
    Sample sample{query.labels().get(labels), time, column.values[0], {}};
    if (column.is_histogram(0)) {
      sample.value = 0;
      sample.histogram = std::move(column.histograms[0]);
    }
    vector.push_back(std::move(sample));
  }
  return vector;
}

void sort_by_labels(Matrix& matrix) {
  std::ranges::sort(matrix, [](const Series& a, const Series& b) { return a.labels < b.labels; });
}

Series as_series(Query& query, const Grid& grid, LabelId labels, Column& column) {
  Series series{query.labels().get(labels), {}, {}};
  for (std::size_t step = 0; step < column.size(); ++step) {
    if (column.is_number(step)) series.floats.push_back({grid.time(step), column.values[step]});
    if (column.is_histogram(step)) {
      series.histograms.push_back({grid.time(step), std::move(column.histograms[step])});
    }
  }
  return series;
}

Result<Matrix> finish_matrix(Query& query, Evaluator& evaluator, Columns columns) {
  for (Column& column : columns) {
    column.labels = final_labels(query, column);
    column.drop_name = false;
  }
  TRY_ASSIGN(columns, evaluator.merged(std::move(columns)));
  Matrix matrix;
  matrix.reserve(columns.size());
  for (Column& column : columns) {
    matrix.push_back(as_series(query, evaluator.grid(), column.labels, column));
  }
  sort_by_labels(matrix);
  return matrix;
}

void append_window(Series& out, const Window& window) {
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window.is_histogram(i)) {
      out.histograms.push_back({window.time(i), window.samples.histograms[i]});
    } else {
      out.floats.push_back({window.time(i), window.value(i)});
    }
  }
}

// The raw samples of a matrix selector or the points of a subquery.
Result<Matrix> finish_range(Query& query, const Grid& grid, const RangeVector& vector) {
  Matrix matrix;
  std::unordered_map<LabelId, std::size_t> places;
  for (const RangeSeries& series : vector.series) {
    const Window window = WindowCursor(vector, series, grid).at(0);
    RangeSeries extended;
    Window shown = window;
    if (vector.extension != promql::Extension::none) {
      TRY_ASSIGN(extended, extended_points(vector, series, window));
      extended.use_own();
      shown.samples = extended.samples;
    }
    if (shown.size() == 0) continue;
    TRY(query.load(shown.size()));
    const LabelId labels =
        series.drop_name ? query.labels().without_name(series.labels) : series.labels;
    if (!places.try_emplace(labels, matrix.size()).second) return same_labelset();
    matrix.push_back({query.labels().get(labels), {}, {}});
    append_window(matrix.back(), shown);
  }
  sort_by_labels(matrix);
  return matrix;
}

Result<Value> run_instant(Query& query, const promql::Expr& expr, Timestamp time) {
  const Grid grid{time, 1, 1};
  Evaluator evaluator(query, grid);
  if (promql::type_of(expr) == promql::ValueType::matrix) {
    TRY_ASSIGN(const RangeVector vector, evaluator.eval_range(expr));
    TRY_ASSIGN(Matrix matrix, finish_range(query, grid, vector));
    return matrix;
  }
  TRY_ASSIGN(Evaluated value, evaluator.eval(expr));
  if (const auto* scalars = std::get_if<Scalars>(&value)) return Scalar{time, scalars->at(0)};
  if (auto* text = std::get_if<std::string>(&value)) return String{time, std::move(*text)};
  TRY_ASSIGN(Vector vector, finish_vector(query, time, std::get<Columns>(std::move(value))));
  return vector;
}

Result<Grid> grid_of(const TimeRange& range) {
  if (range.step <= 0) return failure("the step of a range query must be positive");
  Grid grid{range.start, range.step, 0};
  if (range.end < range.start) return grid;
  const auto steps = static_cast<std::uint64_t>((range.end - range.start) / range.step) + 1;
  if (steps > kMaxSteps) {
    return failure(fmt::format("a range query may have at most {} steps", kMaxSteps));
  }
  grid.count = static_cast<std::size_t>(steps);
  return grid;
}

}  // namespace

Result<QueryResult> instant_query(const Source& source, const promql::Expr& expr, Timestamp time,
                                  const Options& options) {
  const QueryTimes times{time, time, 0};
  TRY_ASSIGN(Plan plan, make_plan(expr, times));
  Query query(source, options, times, std::move(plan));
  TRY_ASSIGN(Value value, run_instant(query, expr, time));
  return QueryResult{std::move(value), std::move(query.annotations())};
}

Result<QueryResult> range_query(const Source& source, const promql::Expr& expr,
                                const TimeRange& range, const Options& options) {
  const promql::ValueType type = promql::type_of(expr);
  if (type != promql::ValueType::vector && type != promql::ValueType::scalar) {
    return failure(fmt::format(
        "invalid expression type \"{}\" for range query, must be Scalar or instant Vector",
        type == promql::ValueType::string ? "string" : "range vector"));
  }
  TRY_ASSIGN(const Grid grid, grid_of(range));
  const QueryTimes times{range.start, range.end, range.step};
  TRY_ASSIGN(Plan plan, make_plan(expr, times));
  Query query(source, options, times, std::move(plan));
  Evaluator evaluator(query, grid);
  TRY_ASSIGN(Evaluated value, evaluator.eval(expr));
  Columns columns;
  if (const auto* scalars = std::get_if<Scalars>(&value)) {
    Column column(LabelTable::kEmpty, grid.count);
    for (std::size_t step = 0; step < grid.count; ++step) column.set(step, scalars->at(step));
    columns.push_back(std::move(column));
  } else {
    columns = std::get<Columns>(std::move(value));
  }
  TRY_ASSIGN(Matrix matrix, finish_matrix(query, evaluator, std::move(columns)));
  return QueryResult{std::move(matrix), std::move(query.annotations())};
}

}  // namespace nsmon::engine
