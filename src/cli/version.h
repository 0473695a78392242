// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace nsmon::cli {

// The version of the project, as CMakeLists.txt states it.
extern const std::string_view kVersion;

}  // namespace nsmon::cli
