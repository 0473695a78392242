// SPDX-License-Identifier: Apache-2.0
#include "cli/query.h"

#include "cli/query_run.h"
#include "cli/whole_number.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace nsmon::cli {
namespace {
constexpr std::string_view kExamples =
    "  nsmon query 'sum by (job) (up)'\n"
    "  nsmon query range 'rate(http_requests_total[5m])' --start now-6h --step 1m -o csv\n"
    "  nsmon query 'rate(http_requests_total[5m])' --data history.om\n"
    "  nsmon query alerts --server https://prometheus.example.org --bearer-token-file token\n";

struct SubcommandRow {
  QueryKind kind;
  const char* name;
  const char* summary;
  const char* positional;  // empty: takes none
  const char* positional_help;
};

constexpr SubcommandRow kSubcommands[] = {
    {QueryKind::instant, "instant", "value of an expression at one time", "EXPR",
     "PromQL expression"},
    {QueryKind::range, "range", "values of an expression over time", "EXPR", "PromQL expression"},
    {QueryKind::series, "series", "series that match selectors", "SELECTOR", "series selectors"},
    {QueryKind::labels, "labels", "names of labels", "", ""},
    {QueryKind::label_values, "label-values", "values of a label", "LABEL", "name of the label"},
    {QueryKind::metadata, "metadata", "type, unit and help of metrics", "METRIC",
     "only this metric"},
    {QueryKind::targets, "targets", "what the server scrapes, and how that goes", "", ""},
    {QueryKind::rules, "rules", "alerting and recording rules", "", ""},
    {QueryKind::alerts, "alerts", "pending and firing alerts", "", ""},
    {QueryKind::status, "status", "about the server itself", "WHAT",
     "buildinfo, runtimeinfo, flags, config or tsdb"},
};

void add_time_range(CLI::App& app, QueryOptions& options) {
  app.add_option("--start", options.start, "begin: RFC 3339, Unix seconds, now-1h")
      ->type_name("TIME");
  app.add_option("--end", options.end, "end, the same way")->type_name("TIME");
}

void add_matchers(CLI::App& app, QueryOptions& options) {
  app.add_option("-m,--match", options.matchers, "only of series that match this selector")
      ->type_name("SELECTOR")
      ->allow_extra_args(false);
}

void add_own_options(CLI::App& app, QueryKind kind, QueryOptions& options) {
  switch (kind) {
    case QueryKind::range:
      add_time_range(app, options);
      app.add_option("--step", options.step, "distance of points: seconds or a duration")
          ->type_name("STEP");
      break;
    case QueryKind::series: add_time_range(app, options); break;
    case QueryKind::labels:
    case QueryKind::label_values:
      add_time_range(app, options);
      add_matchers(app, options);
      break;
    case QueryKind::targets:
      app.add_option("--state", options.state, "which targets")
          ->check(CLI::IsMember({"active", "dropped", "any"}))
          ->type_name("STATE");
      break;
    case QueryKind::rules:
      app.add_option("--type", options.type, "which rules")
          ->check(CLI::IsMember({"alert", "record"}))
          ->type_name("TYPE");
      break;
    default: break;
  }
}

// In `--data a.om b.om EXPR` the list of files swallows the expression.
void take_word_from_data(QueryOptions& options, QueryKind kind) {
  if (!options.words.empty() || options.data.size() < 2 || kind == QueryKind::labels) return;
  options.words.push_back(std::move(options.data.back()));
  options.data.pop_back();
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  const auto options = std::make_shared<QueryOptions>();  // shared: by the parser and the action
  const auto kind = std::make_shared<QueryKind>(QueryKind::instant);
  app.require_subcommand(0, 1);
  app.add_option("EXPR", options->words, "PromQL expression, evaluated at one time");
  app.add_option("--time", options->time,
                 "time to evaluate at: RFC 3339, Unix seconds, now-1h [now]")
      ->type_name("TIME");
  app.add_option("-o,--format", options->format, "output format")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->type_name("FORMAT");
  app.add_option("--limit", options->limit, "most series or names to send; older servers ignore it")
      ->check(whole_number(1))
      ->type_name("COUNT");
  // Takes several, the expression too when it comes last: take_word_from_data() gives it back.
  app.add_option(
         "-d,--data", options->data,
         "files, folders or - to ask instead of a server: expositions, histories, recordings")
      ->type_name("PATH");
  bind_server_options(app, options->server);
  for (const auto& row : kSubcommands) {
    auto* sub = app.add_subcommand(row.name, row.summary);
    sub->fallthrough();
    if (*row.positional != '\0') {
      sub->add_option(row.positional, options->words, row.positional_help);
    }
    add_own_options(*sub, row.kind, *options);
    sub->footer("\nThe options of nsmon query hold here too.");
    sub->callback([kind, &row] { *kind = row.kind; });
  }
  return [options, kind, &rest](Io& io) {
    options->words.insert(options->words.end(), rest.begin(), rest.end());
    take_word_from_data(*options, *kind);
    return run_query(*kind, *options, io);
  };
}
}  // namespace

CommandSpec query_command() {
  return {.name = "query",
          .summary = "ask a Prometheus-compatible server, or files",
          .examples = kExamples,
          .bind = &bind,
          .takes_expression = true};
}

}  // namespace nsmon::cli
