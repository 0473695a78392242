// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace nsmon::cli {

// What --help prints for the command, or for the subcommand that was chosen on the command line:
// summary, usage, subcommands, options in their groups, examples.
std::string help_text(const CLI::App& app, std::string_view examples);

}  // namespace nsmon::cli
