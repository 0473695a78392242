// SPDX-License-Identifier: Apache-2.0
#include "cli/command_reference.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace nsmon::cli {
namespace {

// Descriptions may end in the accepted values: "output format: text, json".
std::vector<std::string> choices_in(std::string_view description) {
  const std::size_t colon = description.rfind(": ");
  if (colon == std::string_view::npos) return {};
  std::vector<std::string> choices;
  std::string_view rest = description.substr(colon + 2);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(", "), rest.size());
    std::string_view word = rest.substr(0, std::min(rest.find(' '), comma));
    if (word.empty() || word.size() + 14 < comma) return {};
    choices.emplace_back(word);
    rest.remove_prefix(std::min(comma + 2, rest.size()));
  }
  return choices.size() < 2 ? std::vector<std::string>{} : choices;
}

OptionReference describe_option(const CLI::Option& option) {
  OptionReference reference{
      .names = {},
      .positional = option.get_positional() ? option.get_name(true) : "",
      .value = option.get_items_expected_max() > 0 ? option.get_type_name() : "",
      .choices = {},
      .description = option.get_description()};
  for (const std::string& name : option.get_snames()) reference.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) reference.names.push_back("--" + name);
  if (!reference.value.empty() && reference.value != "FILE" && reference.value != "DIR") {
    reference.choices = choices_in(reference.description);
  }
  return reference;
}

CommandReference describe_app(const CLI::App& app, std::string name) {
  CommandReference reference{.name = std::move(name),
                             .summary = app.get_description(),
                             .examples = {},
                             .options = {},
                             .subcommands = {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    reference.options.push_back(describe_option(*option));
  }
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_group().empty()) continue;
    reference.subcommands.push_back(describe_app(*sub, sub->get_name()));
  }
  return reference;
}

}  // namespace

CommandReference describe(const CommandSpec& command) {
  const std::vector<std::string> nothing;
  CLI::App app(std::string(command.summary), std::string(command.name));
  const Action action = command.bind(app, nothing);
  CommandReference reference = describe_app(app, std::string(command.name));
  reference.examples = command.examples;
  return reference;
}

std::vector<CommandReference> describe_all() {
  std::vector<CommandReference> all;
  for (const CommandSpec& command : commands()) all.push_back(describe(command));
  return all;
}

}  // namespace nsmon::cli
