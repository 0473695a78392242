// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_reference.h"

#include <span>
#include <string>

namespace nsmon::cli {

// Completion scripts for the three shells: commands, subcommands, options, accepted values, files.
std::string bash_completion(std::span<const CommandReference> commands);
std::string zsh_completion(std::span<const CommandReference> commands);
std::string fish_completion(std::span<const CommandReference> commands);

}  // namespace nsmon::cli
