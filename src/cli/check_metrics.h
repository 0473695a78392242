// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// `nsmon check-metrics [FILE|URL|-]...`: judges expositions, alone or against a catalog.
CommandSpec check_metrics_command();

}  // namespace nsmon::cli
