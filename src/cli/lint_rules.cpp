// SPDX-License-Identifier: Apache-2.0
#include "cli/lint_rules.h"

#include "base/file.h"
#include "base/try.h"
#include "base/utf8.h"
#include "cli/catalog.h"
#include "config/project.h"
#include "lint/describe.h"
#include "lint/registry.h"
#include "lint/reporters/report.h"
#include "lint/runner.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace nsmon::cli {
namespace {
constexpr std::string_view kExamples =
    "  nsmon lint-rules rules/ --catalog catalog.yml     judge a folder by a metric catalog\n"
    "  nsmon lint-rules prometheus.yml alerts.yml        files of any kind, judged together\n"
    "  nsmon lint-rules --syntax-only alerts.yml         would Prometheus load it?\n"
    "  nsmon lint-rules --explain promql/rate-on-gauge   what a check means\n";

struct LintRulesOptions {
  lint::Request request;
  std::string format = "text";
  std::string min_severity;
  std::string fail_on;
  std::string explain;
  bool syntax_only = false;
  bool no_catalog = false;
  bool list_checks = false;
};

Result<void> read_levels(LintRulesOptions& options) {
  lint::Policy& policy = options.request.policy;
  if (!options.min_severity.empty()) {
    policy.min_severity = *lint::parse_severity(options.min_severity);
  }
  if (!options.fail_on.empty()) policy.fail_on = lint::parse_severity(options.fail_on);
  return {};
}

// --syntax-only answers one question, on which no selection may have a say.
Result<void> require_bare_syntax_only(const LintRulesOptions& options) {
  const lint::Policy& policy = options.request.policy;
  const bool bare = policy.select.empty() && policy.ignore.empty() && policy.severity.empty() &&
                    options.min_severity.empty() && options.fail_on.empty() &&
                    options.request.catalogs.empty();
  if (bare) return {};
  return failure("--syntax-only cannot be combined with options that choose checks or a catalog");
}

// What the project file says where the command line says nothing.
Result<void> apply_project(LintRulesOptions& options) {
  std::error_code ignored;
  TRY_ASSIGN(const auto project, config::load_project(std::filesystem::current_path(ignored)));
  lint::Request& request = options.request;
  if (!project) return {};
  if (!project->problems.empty()) {
    const Error& first = project->problems.front().error;
    const auto path = project->directory / config::kProjectFileName;
    TRY_ASSIGN(std::string text, read_file(path));
    const SourceText source(path.string(), std::move(text));
    const LineColumn place = source.locate(first.span.begin);
    return failure(
        fmt::format("{}:{}:{}: {}", path.string(), place.line, place.column, first.message), {},
        first.hint);
  }
  const auto shown = [&](const std::string& path) {
    return project->resolve(path).lexically_proximate(std::filesystem::current_path(ignored));
  };
  if (request.catalogs.empty()) {
    for (const auto& catalog : project->catalogs) {
      request.catalogs.push_back(shown(catalog.value).string());
    }
  }
  if (!request.paths.empty() || !request.configs.empty()) return {};
  for (const auto& path : project->rules) request.paths.push_back(shown(path.value).string());
  for (const auto& path : project->prometheus)
    request.configs.push_back(shown(path.value).string());
  return {};
}

Result<void> complete(LintRulesOptions& options, const std::vector<std::string>& rest, Io& io) {
  lint::Request& request = options.request;
  request.paths.insert(request.paths.end(), rest.begin(), rest.end());
  request.use_catalog = !options.no_catalog;
  request.mode = options.syntax_only ? lint::Mode::syntax_only : lint::Mode::everything;
  request.today = std::chrono::floor<std::chrono::days>(io.clock.now());
  request.environment = [&io](std::string_view name) {
    return io.environment ? io.environment(std::string(name).c_str()).value_or("") : std::string();
  };
  if (options.syntax_only) {
    TRY(require_bare_syntax_only(options));
  } else {
    TRY(read_levels(options));
    TRY(apply_project(options));
  }
  if (request.paths.empty() && request.configs.empty()) {
    return failure("there is nothing to judge", {},
                   "name files or folders, or list them in .nsmon.yml");
  }
  return {};
}

lint::FileAccess access_through(Io& io) {
  lint::FileAccess access = lint::disk();
  access.read = io.read_input;
  access.read_catalog = [&io](const std::string& name) -> Result<std::string> {
    TRY_ASSIGN(const SourceText text, read_catalog(name, io));
    return std::string(text.text());
  };
  return access;
}

ExitCode run_explain(const std::string& id, Io& io) {
  const lint::Check* check = lint::find_check(id);
  if (check == nullptr) {
    const auto nearest = lint::nearest_check(id);
    return report(io, {.message = fmt::format("there is no check {}", nsmon::quoted(id)),
                       .hint = nearest ? fmt::format("did you mean {}?", *nearest)
                                       : "--list-checks prints all of them"});
  }
  io.out.write(lint::explain(*check));
  return ExitCode::ok;
}

ExitCode run_lint(const LintRulesOptions& options, Io& io) {
  const auto outcome = lint::run(options.request, access_through(io));
  if (!outcome) return report(io, outcome.error());
  for (const std::string& trouble : outcome->troubles) io.err.write(trouble);
  if (options.format == "json") {
    io.out.write(lint::report_json(*outcome));
  } else if (options.format == "lines") {
    io.out.write(lint::report_lines(*outcome));
  } else {
    io.out.write(lint::report_text(*outcome, io.out_colour));
  }
  io.err.write(lint::summarize(*outcome, options.request.policy.min_severity));
  if (!outcome->troubles.empty()) return ExitCode::usage;
  return outcome->fails ? ExitCode::findings : ExitCode::ok;
}

ExitCode run_lint_rules(LintRulesOptions& options, const std::vector<std::string>& rest, Io& io) {
  if (!options.explain.empty()) return run_explain(options.explain, io);
  if (options.list_checks) {
    io.out.write(options.format == "json" ? lint::list_checks_json() : lint::list_checks());
    return ExitCode::ok;
  }
  if (const auto completed = complete(options, rest, io); !completed) {
    return report(io, completed.error());
  }
  return run_lint(options, io);
}

void bind_inputs(CLI::App& app, LintRulesOptions& options) {
  app.add_option("PATH", options.request.paths, "files and folders to judge")->type_name("PATH");
  app.add_option("--config", options.request.configs, "a prometheus.yml")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--catalog", options.request.catalogs, "a metric catalog to judge by")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_flag("--no-catalog", options.no_catalog, "judge without any catalog");
  app.add_flag("--syntax-only", options.syntax_only, "only what Prometheus would refuse");
}

void bind_policy(CLI::App& app, LintRulesOptions& options) {
  lint::Policy& policy = options.request.policy;
  const auto list = [&](const char* name, std::vector<std::string>& values, const char* help) {
    app.add_option(name, values, help)
        ->type_name("CHECKS")
        ->delimiter(',')
        ->allow_extra_args(false);
  };
  list("--select", policy.select, "only these: family or family/name");
  list("--ignore", policy.ignore, "all but these");
  app.add_option("--severity", policy.severity, "family/name=error, warning, info or off")
      ->type_name("ID=LEVEL")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--min-severity", options.min_severity, "show from this level on")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"error", "warning", "info"}));
  app.add_option("--fail-on", options.fail_on, "level from which the status is 1 [error]")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}));
}

Action bind(CLI::App& app, const std::vector<std::string>& rest) {
  auto options = std::make_shared<LintRulesOptions>();  // shared: options and action outlive bind
  bind_inputs(app, *options);
  bind_policy(app, *options);
  app.add_option("-o,--format", options->format, "output format")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "lines", "json"}));
  app.add_option("--explain", options->explain, "say what a check means")->type_name("ID");
  app.add_flag("--list-checks", options->list_checks, "list all checks");
  return [options, &rest](Io& io) { return run_lint_rules(*options, rest, io); };
}
}  // namespace

CommandSpec lint_rules_command() {
  return {.name = "lint-rules",
          .summary = "find what is wrong in rules, prometheus.yml and catalogs",
          .examples = kExamples,
          .bind = bind};
}

}  // namespace nsmon::cli
