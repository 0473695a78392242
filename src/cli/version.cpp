// SPDX-License-Identifier: Apache-2.0
#include "cli/version.h"

namespace nsmon::cli {

constinit const std::string_view kVersion = NSMON_VERSION;

}  // namespace nsmon::cli
