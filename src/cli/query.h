// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// Asks a Prometheus-compatible server: results of expressions, and what it knows and does.
CommandSpec query_command();

}  // namespace nsmon::cli
