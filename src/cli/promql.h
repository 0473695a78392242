// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// Judges expressions and series descriptions, and writes expressions in their canonical form.
CommandSpec promql_command();

}  // namespace nsmon::cli
