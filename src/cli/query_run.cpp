// SPDX-License-Identifier: Apache-2.0
#include "cli/query_run.h"

#include "base/try.h"
#include "cli/query_data.h"
#include "cli/query_listing.h"
#include "cli/query_output.h"
#include "cli/query_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace nsmon::cli {
namespace {
using std::chrono::milliseconds;

constexpr milliseconds kDefaultRange = std::chrono::hours(1);
constexpr int kDefaultSteps = 250;

series::Timestamp now_of(const Io& io) {
  return std::chrono::floor<milliseconds>(io.clock.now()).time_since_epoch().count();
}

prometheus::Parameters more_parameters(const QueryOptions& options) {
  if (options.limit == 0) return {};
  return {{"limit", fmt::format("{}", options.limit)}};
}

// Both kinds of queries: `ask` sends one and feeds the printer.
template <class Ask>
ExitCode print_result(const QueryOptions& options, const std::string& expression, Io& io, Ask ask) {
  const auto format = format_of(options);
  if (!format) return report(io, format.error());
  auto client = connect(options.server, io);
  if (!client) return report(io, client.error());
  const auto printer = make_result_printer(*format, io);
  const prometheus::Outcome<prometheus::Notices> notices = ask(*client, *printer);
  if (!notices) return report_failure(io, notices.error(), expression);
  printer->finish(*notices);
  report_notices(io, *notices, expression);
  return ExitCode::ok;
}

ExitCode run_instant(const QueryOptions& options, Io& io) {
  const auto expression = one_word(options, "one expression");
  if (!expression) return report(io, expression.error());
  const auto time = optional_time(options.time, "--time", io);
  if (!time) return report(io, time.error());
  const prometheus::InstantQuery query{*expression, *time, more_parameters(options)};
  return print_result(options, *expression, io,
                      [&](auto& client, auto& printer) { return client.query(query, printer); });
}

// Without --start the last hour.
Result<prometheus::RangeQuery> range_query(const QueryOptions& options, const Io& io) {
  prometheus::RangeQuery query;
  TRY_ASSIGN(query.expression, one_word(options, "one expression"));
  TRY_ASSIGN(const auto start, optional_time(options.start, "--start", io));
  TRY_ASSIGN(const auto end, optional_time(options.end, "--end", io));
  query.end = end.value_or(now_of(io));
  query.start = start.value_or(query.end - kDefaultRange.count());
  TRY_ASSIGN(query.step, step_of(options, query.start, query.end));
  query.more = more_parameters(options);
  return query;
}

ExitCode run_range(const QueryOptions& options, Io& io) {
  const auto query = range_query(options, io);
  if (!query) return report(io, query.error());
  return print_result(options, query->expression, io, [&](auto& client, auto& printer) {
    return client.query_range(*query, printer);
  });
}

Result<prometheus::Scope> scope_of(const QueryOptions& options, std::vector<std::string> matchers,
                                   const Io& io) {
  prometheus::Scope scope{.matchers = std::move(matchers)};
  TRY_ASSIGN(scope.start, optional_time(options.start, "--start", io));
  TRY_ASSIGN(scope.end, optional_time(options.end, "--end", io));
  if (options.limit > 0) scope.limit = options.limit;
  return scope;
}

Result<ListingCall> series_of(const QueryOptions& options, const Io& io) {
  if (options.words.empty()) {
    return failure("expected a series selector", {}, "write nsmon query series 'up{job=\"a\"}'");
  }
  TRY_ASSIGN(const auto scope, scope_of(options, options.words, io));
  return series_listing(scope);
}

Result<ListingCall> labels_of(const QueryOptions& options, const Io& io) {
  TRY_ASSIGN(const auto scope, scope_of(options, options.matchers, io));
  return labels_listing(scope);
}

Result<ListingCall> label_values_of(const QueryOptions& options, const Io& io) {
  TRY_ASSIGN(const auto label, one_word(options, "the name of a label"));
  TRY_ASSIGN(const auto scope, scope_of(options, options.matchers, io));
  return label_values_listing(label, scope);
}

Result<ListingCall> metadata_of(const QueryOptions& options, const Io&) {
  if (options.words.size() > 1) return failure("expected one metric at most");
  const auto metric = options.words.empty() ? std::string() : options.words.front();
  return metadata_listing(metric, options.limit > 0 ? std::optional(options.limit) : std::nullopt);
}

Result<ListingCall> targets_of(const QueryOptions& options, const Io&) {
  return targets_listing(options.state);
}

Result<ListingCall> rules_of(const QueryOptions& options, const Io&) {
  return rules_listing(options.type);
}

Result<ListingCall> alerts_of(const QueryOptions&, const Io&) {
  return alerts_listing();
}

Result<ListingCall> status_of(const QueryOptions& options, const Io&) {
  constexpr std::string_view kKnown = "one of buildinfo, runtimeinfo, flags, config, tsdb";
  if (options.words.empty()) return status_listing("buildinfo");
  TRY_ASSIGN(const auto what, one_word(options, kKnown));
  for (const char* known : {"buildinfo", "runtimeinfo", "flags", "config", "tsdb"}) {
    if (what == known) return status_listing(what);
  }
  return failure(fmt::format("expected {}, found \"{}\"", kKnown, what));
}

using MakeListing = Result<ListingCall> (*)(const QueryOptions&, const Io&);

ExitCode run_list(MakeListing make, const QueryOptions& options, Io& io) {
  const auto listing = make(options, io);
  if (!listing) return report(io, listing.error());
  const auto format = format_of(options);
  if (!format) return report(io, format.error());
  auto client = connect(options.server, io);
  if (!client) return report(io, client.error());
  return run_listing(*client, *listing, *format, io);
}

bool takes_words(QueryKind kind) {
  return kind != QueryKind::labels && kind != QueryKind::targets && kind != QueryKind::rules &&
         kind != QueryKind::alerts;
}
}  // namespace

Result<std::optional<series::Timestamp>> optional_time(const std::string& text,
                                                       std::string_view option, const Io& io) {
  if (text.empty()) return std::nullopt;
  auto time = parse_time(text, now_of(io));
  if (time) return *time;
  time.error().message = fmt::format("{}: {}", option, time.error().message);
  return std::unexpected(std::move(time).error());
}

Result<std::string> one_word(const QueryOptions& options, std::string_view what) {
  if (options.words.size() == 1) return options.words.front();
  if (options.words.empty()) return failure(fmt::format("expected {}", what));
  return failure(fmt::format("expected {}, found {} arguments", what, options.words.size()), {},
                 "put an expression in quotes");
}

Result<QueryFormat> format_of(const QueryOptions& options) {
  if (const auto format = parse_query_format(options.format)) return *format;
  return failure(fmt::format("--format is none of table, json, csv: \"{}\"", options.format));
}

Result<milliseconds> step_of(const QueryOptions& options, series::Timestamp start,
                             series::Timestamp end) {
  if (start > end) {
    return failure(fmt::format("--start ({}) is after --end ({})", rfc3339(start), rfc3339(end)));
  }
  if (options.step.empty()) {
    return std::chrono::seconds(std::max<std::int64_t>((end - start) / 1000 / kDefaultSteps, 1));
  }
  auto step = parse_step(options.step);
  if (!step) return failure("--step: " + step.error().message, {}, step.error().hint);
  return *step;
}

ExitCode run_query(QueryKind kind, const QueryOptions& options, Io& io) {
  if (kind != QueryKind::instant && !options.time.empty()) {
    return report(io, {.message = "--time is for instant queries only",
                       .hint = "the others take --start and --end, or no time at all"});
  }
  if (!takes_words(kind) && !options.words.empty()) {
    return report(io,
                  {.message = fmt::format("unexpected argument \"{}\"", options.words.front())});
  }
  if (!options.data.empty()) return run_data_query(kind, options, io);
  switch (kind) {
    case QueryKind::instant: return run_instant(options, io);
    case QueryKind::range: return run_range(options, io);
    case QueryKind::series: return run_list(&series_of, options, io);
    case QueryKind::labels: return run_list(&labels_of, options, io);
    case QueryKind::label_values: return run_list(&label_values_of, options, io);
    case QueryKind::metadata: return run_list(&metadata_of, options, io);
    case QueryKind::targets: return run_list(&targets_of, options, io);
    case QueryKind::rules: return run_list(&rules_of, options, io);
    case QueryKind::alerts: return run_list(&alerts_of, options, io);
    case QueryKind::status: return run_list(&status_of, options, io);
  }
  return ExitCode::internal;
}

}  // namespace nsmon::cli
