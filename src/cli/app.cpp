// SPDX-License-Identifier: Apache-2.0
#include "cli/app.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "cli/catalog.h"
#include "cli/check_metrics.h"
#include "cli/command_reference.h"
#include "cli/gen_dashboards.h"
#include "cli/generate.h"
#include "cli/help.h"
#include "cli/lint_rules.h"
#include "cli/promql.h"
#include "cli/query.h"
#include "cli/test.h"
#include "cli/usage_error.h"
#include "cli/version.h"
#include "cli/watch.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <exception>

namespace nsmon::cli {
namespace {

// One row a command, in the order of --help: query, lint-rules, gen-dashboards, watch, test,
// promql, catalog, check-metrics.
const std::vector<CommandSpec>& table() {
  static const std::vector<CommandSpec> kCommands{
      query_command(), lint_rules_command(), gen_dashboards_command(), watch_command(),
      test_command(),  promql_command(),     catalog_command(),        check_metrics_command()};
  return kCommands;
}

constexpr std::string_view kHelpHead =
    "nsmon keeps metrics, alerts and dashboards true to one metric catalog.\n\n"
    "usage: nsmon COMMAND [OPTIONS] [ARGUMENTS]\n\n";

constexpr std::string_view kHelpTail =
    "\nexamples:\n"
    "  nsmon lint-rules rules/                     judge every rule file of a folder\n"
    "  nsmon query 'sum by (job) (up)'             ask the server at localhost:9090\n"
    "  nsmon watch -- python3 train.py             run a job and show what it measures\n"
    "\nnsmon COMMAND --help shows the options of a command; --version the version.\n"
    "Exit status: 0 clean, 1 judged and found wanting, 2 usage or unreadable input, 3 internal.\n";

std::string general_help() {
  std::string text(kHelpHead);
  text += "commands:\n";
  for (const CommandSpec& command : commands()) {
    text += fmt::format("  {:<16}{}\n", command.name, command.summary);
  }
  text += kHelpTail;
  return text;
}

const CommandSpec* find_command(std::string_view name) {
  const auto all = commands();
  const auto found = std::ranges::find(all, name, &CommandSpec::name);
  if (found != all.end()) return &*found;
  static const CommandSpec kGenerate = generate_command();  // for the source tree, not listed
  return name == kGenerate.name ? &kGenerate : nullptr;
}

ExitCode unknown_command(std::string_view name, Io& io) {
  std::vector<std::string_view> names;
  for (const CommandSpec& command : commands()) names.push_back(command.name);
  const std::string_view what = name.starts_with('-') ? "option" : "command";
  Error error{.message = fmt::format("there is no {} \"{}\"", what, name)};
  const auto nearest = nearest_name(name, std::span<const std::string_view>(names));
  error.hint =
      nearest ? fmt::format("did you mean nsmon {}?", *nearest) : "nsmon --help lists the commands";
  return report(io, error);
}

// What the option parser gets, and what it must not touch: CLI11 2.1 drops empty arguments and
// refuses "--" before undeclared positionals.
struct CommandLine {
  std::vector<std::string> parsed;
  std::vector<std::string> rest;
};

CommandLine split(std::span<const std::string> arguments) {
  CommandLine line;
  const auto dashes = std::ranges::find(arguments, "--");
  line.parsed.assign(arguments.begin(), dashes);
  if (dashes != arguments.end()) line.rest.assign(dashes + 1, arguments.end());
  return line;
}

// CLI11 reads "[a,b]" among several arguments as a list of two values. A file may be called so; an
// expression that begins so is wrong at its first byte, and a blank behind it changes no verdict.
void protect_brackets(std::vector<std::string>& arguments, bool expressions) {
  for (std::string& argument : arguments) {
    if (!argument.starts_with('[')) continue;
    if (!expressions) {
      argument.insert(0, "./");
    } else if (argument.ends_with(']')) {
      argument += ' ';
    }
  }
}

void choose_colour(const std::string& when, Io& io) {
  if (when.empty() || when == "auto") return;
  io.out_colour = io.err_colour = when == "always" ? Colour::on : Colour::off;
}

ExitCode run_command(const CommandSpec& command, std::span<const std::string> arguments, Io& io) {
  CommandLine line = split(arguments);
  protect_brackets(line.parsed, command.takes_expression);
  CLI::App app(std::string(command.summary), fmt::format("nsmon {}", command.name));
  const Action action = command.bind(app, line.rest);
  std::string colour;
  declare_common_options(app, colour);
  try {
    std::ranges::reverse(line.parsed);  // as CLI11 wants it
    app.parse(std::move(line.parsed));
  } catch (const CLI::CallForHelp&) {
    io.out.write(help_text(app, command.examples));
    return ExitCode::ok;
  } catch (const CLI::ParseError& error) {
    return report(io, usage_error(app, error));
  }
  choose_colour(colour, io);
  return action(io);
}

// "help query range" is "query range --help".
ExitCode help_of(std::span<const std::string> words, Io& io) {
  const CommandSpec* command = find_command(words.front());
  if (command == nullptr) return unknown_command(words.front(), io);
  std::vector<std::string> arguments(words.begin() + 1, words.end());
  arguments.emplace_back("--help");
  return run_command(*command, arguments, io);
}

ExitCode dispatch(const std::vector<std::string>& arguments, Io& io) {
  const std::string first = arguments.empty() ? "" : arguments.front();
  if (first == "help" && arguments.size() > 1) return help_of(std::span(arguments).subspan(1), io);
  if (first.empty() || first == "--help" || first == "-h" || first == "help") {
    (first.empty() ? io.err : io.out).write(general_help());
    return first.empty() ? ExitCode::usage : ExitCode::ok;
  }
  if (first == "--version" || first == "-V") {
    io.out.write(fmt::format("nsmon {}\n", kVersion));
    return ExitCode::ok;
  }
  const CommandSpec* command = find_command(first);
  if (command == nullptr) return unknown_command(first, io);
  return run_command(*command, std::span(arguments).subspan(1), io);
}

}  // namespace

std::span<const CommandSpec> commands() {
  return table();
}

int run(const std::vector<std::string>& arguments, Io& io) {
  ExitCode status = ExitCode::internal;
  try {
    status = dispatch(arguments, io);
  } catch (const std::exception& error) {
    report(io, {.message = fmt::format("internal error: {}", error.what()),
                .hint = "this is a defect of nsmon; please report the command line"});
  }
  io.out.flush();
  io.err.flush();
  if (io.out.failed() && status == ExitCode::ok) return static_cast<int>(ExitCode::usage);
  return static_cast<int>(status);
}

}  // namespace nsmon::cli
