// SPDX-License-Identifier: Apache-2.0
#include "cli/command_reference.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>

namespace nsmon::cli {
namespace {

// CLI11 writes checks into the type's name: "LEVEL:{error,warning}", "UINT:UINT in [1 - 9]".
struct ValueType {
  std::string name;
  std::vector<std::string> choices;
};

ValueType value_type(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  const std::string text = option.get_type_name();
  const std::size_t colon = std::min(text.find(':'), text.size());
  ValueType type{.name = text.substr(0, colon), .choices = {}};
  std::string_view checks = std::string_view(text).substr(colon);
  if (!checks.starts_with(":{")) return type;
  checks.remove_prefix(2);
  checks = checks.substr(0, checks.find('}'));
  while (!checks.empty()) {
    const std::size_t comma = std::min(checks.find(','), checks.size());
    type.choices.emplace_back(checks.substr(0, comma));
    checks.remove_prefix(std::min(comma + 1, checks.size()));
  }
  return type;
}

OptionReference describe_option(const CLI::Option& option) {
  ValueType type = value_type(option);
  OptionReference reference{.names = {},
                            .positional = option.get_positional() ? option.get_name(true) : "",
                            .value = std::move(type.name),
                            .choices = std::move(type.choices),
                            .description = option.get_description()};
  for (const std::string& name : option.get_snames()) reference.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) reference.names.push_back("--" + name);
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

constexpr const char* kHelpFlag = "-h,--help";

void reach_from_subcommands(CLI::App& app) {
  for (CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    sub->set_help_flag(kHelpFlag, "show this help");
    sub->fallthrough();
    reach_from_subcommands(*sub);
  }
}

}  // namespace

const CLI::App& chosen_command(const CLI::App& app) {
  const auto subcommands = app.get_subcommands();
  return subcommands.empty() ? app : chosen_command(*subcommands.back());
}

std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + ' ' + app.get_name();
}

void declare_common_options(CLI::App& app, std::string& colour) {
  app.set_help_flag(kHelpFlag, "show this help");
  app.add_option("--color", colour, "when to use colour [auto]")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  reach_from_subcommands(app);
}

std::string description_with_choices(const OptionReference& option) {
  if (option.choices.empty()) return option.description;
  std::string choices = fmt::format("{}", fmt::join(option.choices, ", "));
  if (option.description.empty()) return choices;
  return fmt::format("{}: {}", option.description, choices);
}

CommandReference describe(const CLI::App& app) {
  return describe_app(app, app.get_name());
}

CommandReference describe(const CommandSpec& command) {
  const std::vector<std::string> nothing;
  std::string colour;
  CLI::App app(std::string(command.summary), std::string(command.name));
  const Action action = command.bind(app, nothing);
  declare_common_options(app, colour);
  CommandReference reference = describe(app);
  reference.examples = command.examples;
  return reference;
}

std::vector<CommandReference> describe_all() {
  std::vector<CommandReference> all;
  for (const CommandSpec& command : commands()) all.push_back(describe(command));
  return all;
}

}  // namespace nsmon::cli
