// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// `nsmon test FILE...`: runs PromQL test scripts (.test) and rule unit tests (.yml, .yaml, .json).
CommandSpec test_command();

}  // namespace nsmon::cli
