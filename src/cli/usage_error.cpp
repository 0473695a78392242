// SPDX-License-Identifier: Apache-2.0
#include "cli/usage_error.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "cli/command_reference.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace nsmon::cli {
namespace {

std::string help_hint(const CLI::App& app) {
  return fmt::format("{} --help shows what it takes", full_name(app));
}

// Those of the commands above hold too.
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* place = &app; place != nullptr; place = place->get_parent()) {
    for (const CLI::Option* option : place->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  return names;
}

bool takes_expression(const CLI::App& app) {
  return app.get_option_no_throw("EXPR") != nullptr;
}

Error unexpected_word(const CLI::App& app, const std::string& word) {
  const std::vector<std::string> subcommands = subcommand_names(app);
  if (subcommands.empty()) {
    return {.message = fmt::format("one argument too many: {}", nsmon::quoted(word)),
            .hint = help_hint(app)};
  }
  Error error{.message =
                  fmt::format("{} has no subcommand {}", full_name(app), nsmon::quoted(word))};
  const auto nearest = nearest_name(word, std::span<const std::string>(subcommands));
  error.hint = nearest ? fmt::format("did you mean {}?", *nearest) : help_hint(app);
  return error;
}

Error unknown_option(const CLI::App& app, const std::string& name) {
  if (app.get_option_no_throw(name) != nullptr) {
    return {.message = fmt::format("{} stands too early", printable(name)),
            .hint = fmt::format("write it after {}", full_name(app))};
  }
  Error error{.message = fmt::format("there is no option {}", printable(name))};
  const std::vector<std::string> names = option_names(app);
  const auto nearest = nearest_name(name, std::span<const std::string>(names));
  if (nearest) {
    error.hint = fmt::format("did you mean {}?", *nearest);
  } else if (takes_expression(app)) {
    error.hint = "an expression that begins with a dash goes after --";
  } else {
    error.hint = help_hint(app);
  }
  return error;
}

// A subcommand hands what it cannot use to the commands above it.
Error unexpected_argument(const CLI::App& app, const std::vector<std::string>& unused) {
  const CLI::App& command = chosen_command(app);
  const std::string& first = unused.front();
  if (!first.starts_with('-')) return unexpected_word(command, first);
  return unknown_option(command, first.substr(0, first.find('=')));
}

// CLI11 says `--format: xml not in {table,json,csv}`.
std::optional<Error> value_not_offered(std::string_view text) {
  const std::size_t colon = text.find(": ");
  const std::size_t list = text.rfind(" not in {");
  if (colon == std::string_view::npos || list == std::string_view::npos || list < colon + 2) {
    return std::nullopt;
  }
  std::string choices;
  for (const char c : text.substr(list + 9)) {
    if (c == '}') break;
    choices += c;
    if (c == ',') choices += ' ';
  }
  return Error{.message = fmt::format("{} does not take {}", text.substr(0, colon),
                                      nsmon::quoted(text.substr(colon + 2, list - colon - 2))),
               .hint = fmt::format("write one of {}", choices)};
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = chosen_command(app);
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  const bool lacking = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  const std::vector<std::string> unused = app.remaining(true);
  if ((extra || lacking) && !unused.empty()) return unexpected_argument(app, unused);
  if (auto known = value_not_offered(error.what())) return std::move(*known);
  std::string message = error.what();
  if (!message.empty() && message[0] >= 'A' && message[0] <= 'Z') {
    message[0] = static_cast<char>(message[0] - 'A' + 'a');
  }
  return {.message = std::move(message), .hint = help_hint(command)};
}

}  // namespace nsmon::cli
