// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace nsmon::cli {

// Runs one command line (without the program's name) and returns its exit status. Never throws.
int run(const std::vector<std::string>& arguments, Io& io);

// The same for the real process: its terminal, environment and standard streams.
int run_process(int argc, char** argv);

}  // namespace nsmon::cli
