// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_reference.h"

#include <span>
#include <string>

namespace nsmon::cli {

// The manual page nsmon(1) in roff.
std::string manual_page(std::span<const CommandReference> commands);

}  // namespace nsmon::cli
