// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// `nsmon lint-rules`: judges rule files, prometheus.yml and catalogs, explains and lists its
// checks.
CommandSpec lint_rules_command();

}  // namespace nsmon::cli
