// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/io.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace nsmon::cli {

// What runs once the command line was understood.
using Action = std::function<ExitCode(Io&)>;

// A command as the table in app.cpp lists it.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;   // one line, no final stop
  std::string_view examples;  // shown below the options, one command a line
  // Declares options and subcommands on `app` and returns the action that reads them. `rest` holds
  // what followed the first "--", untouched by the option parser: further positional arguments (so
  // a positional is never declared as required), or the program to run. It lives as long as the
  // action.
  std::function<Action(CLI::App& app, const std::vector<std::string>& rest)> bind;
  // Positional arguments are PromQL and are left exactly as typed.
  bool takes_expression = false;
};

// All commands, in the order in which --help lists them.
std::span<const CommandSpec> commands();

}  // namespace nsmon::cli
