// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace nsmon::cli {

// Renders Grafana dashboards from Jsonnet templates and the catalog.
CommandSpec gen_dashboards_command();

}  // namespace nsmon::cli
