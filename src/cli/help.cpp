// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "cli/command_reference.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/format.h>

namespace nsmon::cli {
namespace {

// Columns before a description, and the width that a line may have.
constexpr std::size_t kIndent = 28;
constexpr std::size_t kWidth = 100;

// "head   description", the description wrapped and aligned.
void append_entry(std::string& out, std::string_view head, std::string_view description) {
  std::string line = fmt::format("  {:<{}}", head, kIndent - 2);
  if (head.size() + 4 > kIndent) {
    out += fmt::format("  {}\n", head);
    line.assign(kIndent, ' ');
  }
  while (line.size() + description.size() > kWidth) {
    const std::size_t cut = description.rfind(' ', kWidth - line.size());
    if (cut == std::string_view::npos || cut == 0) break;
    out += line + std::string(description.substr(0, cut)) + '\n';
    description.remove_prefix(cut + 1);
    line.assign(kIndent, ' ');
  }
  out += line + std::string(description) + '\n';
}

std::string option_head(const OptionReference& option) {
  std::string head = fmt::format("{}", fmt::join(option.names, ", "));
  if (!option.value.empty()) head += ' ' + option.value;
  return head;
}

void append_subcommands(std::string& out, const CommandReference& command) {
  if (command.subcommands.empty()) return;
  out += "\nsubcommands:\n";
  for (const CommandReference& sub : command.subcommands) append_entry(out, sub.name, sub.summary);
}

void append_options(std::string& out, const CommandReference& command) {
  out += "\noptions:\n";
  for (const OptionReference& option : command.options) {
    if (!option.names.empty())
      append_entry(out, option_head(option), description_with_choices(option));
  }
}

void append_positionals(std::string& out, const CommandReference& command) {
  for (const OptionReference& option : command.options) {
    if (!option.positional.empty() && !option.description.empty()) {
      append_entry(out, option.positional, option.description);
    }
  }
}

std::string usage(const CommandReference& command, std::string_view name) {
  std::string text = fmt::format("usage: {}", name);
  if (!command.subcommands.empty()) text += " [SUBCOMMAND]";
  text += " [OPTIONS]";
  for (const OptionReference& option : command.options) {
    if (!option.positional.empty()) text += fmt::format(" [{}]", option.positional);
  }
  return text + '\n';
}

}  // namespace

std::string help_text(const CLI::App& app, std::string_view examples) {
  const CLI::App& wanted = chosen_command(app);
  const CommandReference command = describe(wanted);
  std::string out = fmt::format("{}\n\n{}", command.summary, usage(command, full_name(wanted)));
  append_positionals(out, command);
  append_subcommands(out, command);
  append_options(out, command);
  if (&wanted != &app) {
    out += fmt::format("\nThe options of {} hold here too.\n", app.get_name());
  } else if (!examples.empty()) {
    out += fmt::format("\nexamples:\n{}", examples);
  }
  return out;
}

}  // namespace nsmon::cli
