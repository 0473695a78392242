// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// `nsmon watch -- CMD ARGS...`, `nsmon watch URL...`: runs or attaches to a job and shows its
// metrics.
CommandSpec watch_command();

}  // namespace nsmon::cli
