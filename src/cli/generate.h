// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// `nsmon generate DIR`: writes what the source tree keeps of the program's own description below
// DIR (completions/, docs/nsmon.1, docs/checks/). Not listed by --help: it serves `./dev generate`.
CommandSpec generate_command();

}  // namespace nsmon::cli
