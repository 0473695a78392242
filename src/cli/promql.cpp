// SPDX-License-Identifier: Apache-2.0
#include "cli/promql.h"

#include "base/utf8.h"
#include "cli/features.h"
#include "cli/promql_explain.h"
#include "cli/whole_number.h"
#include "promql/parse.h"
#include "promql/print.h"
#include "promql/series_description.h"
#include "series/sample.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <memory>
#include <variant>

namespace nsmon::cli {
namespace {

using Json = nlohmann::ordered_json;

struct PromqlOptions {
  std::vector<std::string> expressions;
  std::vector<std::string> features;
  bool series = false;
  std::string format = "text";
  std::size_t width = 100;
  ExplainOptions explain;
};

enum class Job { none, check, format, explain };

std::string dump(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// The line that other tools print too, and below it the place in the text for people.
void explain(const Error& error, const std::string& text, Io& io) {
  io.err.write(printable(promql::render_parse_error(error, text)) + "\n");
  if (text.empty()) return;
  const SourceText source("", text);
  const std::string picture = render(to_diagnostic(error), source, io.err_colour);
  io.err.write(picture.substr(picture.find('\n') + 1));
}

ExitCode reject(const Error& error, const std::string& text, const PromqlOptions& options, Io& io) {
  explain(error, text, io);
  if (options.format == "json") {
    const LineColumn place = SourceText("", text).locate(error.span.begin);
    io.out.write(dump({{"ok", false},
                       {"line", place.line},
                       {"column", place.column},
                       {"end", error.span.end},
                       {"message", error.message}}));
  }
  return ExitCode::findings;
}

Json to_json(const promql::SequenceValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  if (const auto* histogram = std::get_if<series::Histogram>(&value)) {
    return promql::print_histogram(*histogram);
  }
  const double number = std::get<double>(value);
  if (series::is_stale(number)) return "stale";
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  return number;
}

ExitCode check_series(const std::string& text, const PromqlOptions& options, Io& io) {
  const auto description = promql::parse_series_description(text);
  if (!description) return reject(description.error(), text, options, io);
  if (options.format != "json") return ExitCode::ok;
  Json document{{"ok", true}, {"metric", Json::object()}, {"values", Json::array()}};
  for (const series::Label& label : description->labels) {
    document["metric"][label.name] = label.value;
  }
  for (const auto& value : description->values) document["values"].push_back(to_json(value));
  io.out.write(dump(document));
  return ExitCode::ok;
}

ExitCode check(const std::string& text, const PromqlOptions& options,
               const promql::Features& features, Io& io) {
  if (options.series) return check_series(text, options, io);
  const auto expression = promql::parse_expression(text, features);
  if (!expression) return reject(expression.error(), text, options, io);
  if (options.format == "json") {
    const auto type = promql::to_string(promql::type_of(**expression));
    io.out.write(dump({{"ok", true}, {"type", type}}));
  }
  return ExitCode::ok;
}

ExitCode format(const std::string& text, const PromqlOptions& options,
                const promql::Features& features, Io& io) {
  const auto expression = promql::parse_expression(text, features);
  if (!expression) {
    explain(expression.error(), text, io);
    return ExitCode::findings;
  }
  io.out.write(promql::print_pretty(**expression, options.width) + "\n");
  return ExitCode::ok;
}

ExitCode run_promql(Job job, const PromqlOptions& options, Io& io) {
  if (job == Job::none) {
    return report(io, {.message = "nothing to do", .hint = "write check, format or explain"});
  }
  promql::Features features;
  if (const auto error = enable_features(options.features, features)) return report(io, *error);
  if (options.expressions.size() != 1) {
    const bool none = options.expressions.empty();
    return report(io, {.message = none ? "no expression was given"
                                       : fmt::format("one expression expected, got {}",
                                                     options.expressions.size()),
                       .hint = "put it in quotes, after -- when it begins with a dash"});
  }
  const std::string& text = options.expressions.front();
  if (job == Job::explain) {
    ExplainOptions explained = options.explain;
    explained.expression = text;
    explained.format = options.format;
    return run_explain(explained, io);
  }
  return job == Job::check ? check(text, options, features, io)
                           : format(text, options, features, io);
}

CLI::App& add_job(CLI::App& app, const std::string& name, const std::string& summary,
                  PromqlOptions& options) {
  CLI::App& job = *app.add_subcommand(name, summary);
  job.add_option("EXPR", options.expressions, "PromQL expression")->type_name("EXPR");
  job.add_option("--enable-feature", options.features,
                 "accept experimental syntax, as Prometheus with the same option (repeatable)")
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  return job;
}

// Takes every syntax, so there is no option for features.
CLI::App& bind_explain(CLI::App& app, PromqlOptions& options) {
  CLI::App& job = *app.add_subcommand("explain", "show the parts of an expression and their cost");
  job.add_option("EXPR", options.expressions, "PromQL expression")->type_name("EXPR");
  ExplainOptions& explain = options.explain;
  job.add_option("-d,--data", explain.data, "evaluate on this file or folder (repeatable)")
      ->type_name("PATH")
      ->allow_extra_args(false);
  const auto time = [&job](const char* names, std::string& target, const char* what) {
    job.add_option(names, target, what)->type_name("TIME");
  };
  time("--time", explain.time, "evaluate at one time [newest sample]");
  time("--start", explain.start, "evaluate over time, from here [oldest sample]");
  time("--end", explain.end, "until here [newest sample]");
  job.add_option("--step", explain.step, "distance of points: seconds or a duration")
      ->type_name("STEP");
  job.add_option("-o,--format", options.format, "output format")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  return job;
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  auto options = std::make_shared<PromqlOptions>();  // shared with CLI11's options
  auto chosen = std::make_shared<Job>(Job::none);
  CLI::App& check = add_job(app, "check", "tell whether an expression is valid", *options);
  check.add_flag("--series", options->series,
                 "read a series description (metric, then values) instead");
  check.add_option("-o,--format", options->format, "output format")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  check.callback([chosen] { *chosen = Job::check; });
  CLI::App& format = add_job(app, "format", "write an expression in its canonical form", *options);
  format
      .add_option("--width", options->width,
                  "longest one-line form that is not split, in bytes [100]")
      ->check(whole_number(0))
      ->type_name("N");
  format.callback([chosen] { *chosen = Job::format; });
  bind_explain(app, *options).callback([chosen] { *chosen = Job::explain; });
  app.require_subcommand(0, 1);
  return [options, chosen, &rest](Io& io) {
    options->expressions.insert(options->expressions.end(), rest.begin(), rest.end());
    return run_promql(*chosen, *options, io);
  };
}

}  // namespace

CommandSpec promql_command() {
  return {.name = "promql",
          .summary = "check, format and explain PromQL expressions",
          .examples =
              "  nsmon promql check 'rate(http_requests_total[5m])'\n"
              "  nsmon promql format 'sum(rate(x[5m]))by(job)'\n"
              "  nsmon promql explain 'sum by (job) (rate(x[5m]))' --data history.om\n"
              "  nsmon promql check --series -o json 'up{job=\"a\"} 1+1x3 _ stale'\n",
          .bind = bind,
          .takes_expression = true};
}

}  // namespace nsmon::cli
