// SPDX-License-Identifier: Apache-2.0
#include "cli/query_data.h"

#include "base/duration.h"
#include "base/number_text.h"
#include "base/try.h"
#include "cli/local_data.h"
#include "cli/query_data_listing.h"
#include "cli/query_output.h"
#include "cli/query_time.h"
#include "promql/parse.h"
#include "series/histogram_bounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace nsmon::cli {
namespace {
using prometheus::HistogramValue;
using prometheus::ResultSink;
using prometheus::ResultType;
using prometheus::time_text;
using std::chrono::milliseconds;

constexpr std::size_t kMostNotices = 10;  // of a kind, as many as a server sends

// Codes of the API: which ends of a bucket belong to it.
int boundaries(const series::BucketRange& bucket) {
  if (bucket.lower_inclusive) return bucket.upper_inclusive ? 3 : 1;
  return bucket.upper_inclusive ? 0 : 2;
}

HistogramValue to_api(const series::Histogram& histogram) {
  HistogramValue value{
      .count = format_api(histogram.count), .sum = format_api(histogram.sum), .buckets = {}};
  for (const auto& bucket : series::all_buckets(histogram)) {
    if (bucket.count == 0) continue;
    value.buckets.push_back({boundaries(bucket), format_api(bucket.lower), format_api(bucket.upper),
                             format_api(bucket.count)});
  }
  return value;
}

void send_points(const engine::Series& series, ResultSink& sink) {
  std::string value;
  for (const auto& point : series.floats) {
    value.clear();
    append_api(value, point.value);
    sink.point(time_text(point.time), value);
  }
  for (const auto& point : series.histograms) {
    sink.histogram_point(time_text(point.time), to_api(*point.histogram));
  }
}

void send_sample(const engine::Sample& sample, ResultSink& sink) {
  sink.series(sample.labels);
  if (sample.histogram) {
    sink.histogram_point(time_text(sample.time), to_api(*sample.histogram));
  } else {
    sink.point(time_text(sample.time), format_api(sample.value));
  }
}

std::size_t limited(std::size_t count, int limit) {
  return limit > 0 ? std::min(count, static_cast<std::size_t>(limit)) : count;
}

struct Times {
  std::optional<series::Timestamp> time;  // of an instant query
  std::optional<series::Timestamp> start;
  std::optional<series::Timestamp> end;
};

Result<Times> times_of(const QueryOptions& options, const Io& io) {
  Times times;
  TRY_ASSIGN(times.time, optional_time(options.time, "--time", io));
  TRY_ASSIGN(times.start, optional_time(options.start, "--start", io));
  TRY_ASSIGN(times.end, optional_time(options.end, "--end", io));
  return times;
}

Result<engine::Options> engine_options(const QueryOptions& options) {
  engine::Options result;
  const auto timeout = parse_duration(options.server.timeout);
  if (!timeout || timeout->count() <= 0) {
    return failure("--timeout expects a duration such as 30s");
  }
  result.timeout = *timeout;
  return result;
}

ExitCode judged(const Error& error, const std::string& expression, Io& io) {
  if (error.span.size() == 0) return report(io, error, ExitCode::findings);
  return report(io, error, SourceText("expression", expression), ExitCode::findings);
}

// What is needed to run a query, read from the options.
struct DataQuery {
  QueryKind kind = QueryKind::instant;
  std::string expression;
  Times times;
  QueryFormat format = QueryFormat::table;
  engine::Options engine;
};

Result<DataQuery> query_of(QueryKind kind, const QueryOptions& options, const Io& io) {
  DataQuery query{.kind = kind, .expression = {}, .times = {}, .engine = {}};
  TRY_ASSIGN(query.expression, one_word(options, "one expression"));
  TRY_ASSIGN(query.times, times_of(options, io));
  TRY_ASSIGN(query.format, format_of(options));
  TRY_ASSIGN(query.engine, engine_options(options));
  return query;
}

Result<engine::TimeRange> range_of(const DataQuery& query, const QueryOptions& options,
                                   const storage::LoadSummary& summary) {
  engine::TimeRange range{.start = query.times.start.value_or(summary.first_time),
                          .end = query.times.end.value_or(summary.last_time)};
  TRY_ASSIGN(const milliseconds step, step_of(options, range.start, range.end));
  range.step = step.count();
  return range;
}

bool is_empty(const engine::Value& value) {
  const auto* vector = std::get_if<engine::Vector>(&value);
  const auto* matrix = std::get_if<engine::Matrix>(&value);
  return (vector != nullptr && vector->empty()) || (matrix != nullptr && matrix->empty());
}

// An empty result is often one of another time than that of the data.
void tell_times(const storage::LoadSummary& summary, Io& io) {
  if (summary.samples == 0) return io.err.write("the data holds no samples\n");
  io.err.write(fmt::format("the data is from {} to {}\n", rfc3339(summary.first_time),
                           rfc3339(summary.last_time)));
}

ExitCode run_expression(const DataQuery& query, const QueryOptions& options, Io& io) {
  const auto expr = promql::parse_expression(query.expression, promql::Features::all());
  if (!expr) {
    Error error = expr.error();
    error.message = "parse error: " + error.message;
    return report(io, error, SourceText("expression", query.expression), ExitCode::findings);
  }
  const auto now = std::chrono::floor<milliseconds>(io.clock.now()).time_since_epoch().count();
  const auto scrape_time = query.times.time.value_or(query.times.end.value_or(now));
  const auto data = load_data(
      {.paths = options.data, .scrape_time = scrape_time, .wanted = series_of(**expr)}, io);
  if (!data) return data.error();

  const engine::StoreSource source(data->store);
  Result<engine::QueryResult> result;
  if (query.kind == QueryKind::instant) {
    const auto newest = data->summary.samples > 0 ? data->summary.last_time : now;
    result = engine::instant_query(source, **expr, query.times.time.value_or(newest), query.engine);
  } else {
    const auto range = range_of(query, options, data->summary);
    if (!range) return report(io, range.error());
    result = engine::range_query(source, **expr, *range, query.engine);
  }
  if (!result) return judged(result.error(), query.expression, io);

  const auto printer = make_result_printer(query.format, io);
  auto notices = notices_of(result->annotations, query.expression);
  if (send_value(result->value, options.limit, *printer)) {
    notices.warnings.emplace_back("results truncated due to limit");
  }
  printer->finish(notices);
  report_notices(io, notices, query.expression);
  if (is_empty(result->value)) tell_times(data->summary, io);
  return ExitCode::ok;
}
}  // namespace

bool send_value(const engine::Value& value, int limit, ResultSink& sink) {
  bool truncated = false;
  if (const auto* scalar = std::get_if<engine::Scalar>(&value)) {
    sink.begin(ResultType::scalar);
    sink.point(time_text(scalar->time), format_api(scalar->value));
  } else if (const auto* string = std::get_if<engine::String>(&value)) {
    sink.begin(ResultType::string);
    sink.point(time_text(string->time), string->value);
  } else if (const auto* vector = std::get_if<engine::Vector>(&value)) {
    sink.begin(ResultType::vector);
    const std::size_t count = limited(vector->size(), limit);
    truncated = count < vector->size();
    for (std::size_t i = 0; i < count; ++i) send_sample((*vector)[i], sink);
  } else {
    const auto& matrix = std::get<engine::Matrix>(value);
    sink.begin(ResultType::matrix);
    const std::size_t count = limited(matrix.size(), limit);
    truncated = count < matrix.size();
    for (std::size_t i = 0; i < count; ++i) {
      sink.series(matrix[i].labels);
      send_points(matrix[i], sink);
    }
  }
  sink.end();
  return truncated;
}

prometheus::Notices notices_of(const engine::Annotations& annotations,
                               std::string_view expression) {
  return {.warnings = annotations.warnings(expression, kMostNotices),
          .infos = annotations.infos(expression, kMostNotices)};
}

ExitCode run_data_query(QueryKind kind, const QueryOptions& options, Io& io) {
  if (kind != QueryKind::instant && kind != QueryKind::range) {
    return run_data_listing(kind, options, io);
  }
  const auto query = query_of(kind, options, io);
  if (!query) return report(io, query.error());
  return run_expression(*query, options, io);
}

}  // namespace nsmon::cli
