// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace nsmon::cli {

struct OptionReference {
  std::vector<std::string> names;    // with dashes, short ones first; empty for a positional
  std::string positional;            // the name in the usage line; empty for an option
  std::string value;                 // "FILE"; empty for a switch
  std::vector<std::string> choices;  // the values it takes, when they are a short list
  std::string description;
};

// What the command line offers, read from the same declarations that parse it. Completions, the
// manual page and the help text come from here, so they cannot disagree.
struct CommandReference {
  std::string name;
  std::string summary;
  std::string examples;  // of a top-level command: one command a line
  std::vector<OptionReference> options;
  std::vector<CommandReference> subcommands;
};

// The subcommand that a parsed command line chose, or the command itself.
const CLI::App& chosen_command(const CLI::App& app);
// "nsmon query range".
std::string full_name(const CLI::App& app);

// Adds what every command takes: --help and --color, whose value goes to `colour`. Called after the
// command declared its own, so that subcommands take them too.
void declare_common_options(CLI::App& app, std::string& colour);

// "output format: text, json".
std::string description_with_choices(const OptionReference& option);

CommandReference describe(const CLI::App& app);
CommandReference describe(const CommandSpec& command);
std::vector<CommandReference> describe_all();

}  // namespace nsmon::cli
