// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace nsmon::cli {

// Our words for what the option parser found wrong with a command line: what was typed, what would
// fit, and the option that was probably meant.
Error usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace nsmon::cli
