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

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

Error unexpected_argument(const CLI::App& app) {
  const auto remaining = app.remaining(true);
  const std::string first = remaining.empty() ? "" : remaining.front();
  if (!first.starts_with('-')) {
    return {.message = fmt::format("one argument too many: {}", nsmon::quoted(first)),
            .hint = help_hint(app)};
  }
  const std::string name = first.substr(0, first.find('='));
  Error error{.message = fmt::format("there is no option {}", printable(name))};
  const std::vector<std::string> names = option_names(app);
  const auto nearest = nearest_name(name, std::span<const std::string>(names));
  error.hint = nearest ? fmt::format("did you mean {}?", *nearest) : help_hint(app);
  return error;
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = chosen_command(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) return unexpected_argument(command);
  std::string message = error.what();
  if (!message.empty() && message[0] >= 'A' && message[0] <= 'Z') {
    message[0] = static_cast<char>(message[0] - 'A' + 'a');
  }
  return {.message = std::move(message), .hint = help_hint(command)};
}

}  // namespace nsmon::cli
