// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace nsmon::config {

// Files that a pattern names, sorted within each folder: `*`, `?`, `[a-z]`, `[^a]` and `\x`, each
// within one part of the path (Go's filepath.Glob). A pattern without these names the file itself,
// if it exists. Error: `syntax error in pattern`.
Result<std::vector<std::filesystem::path>> glob(std::string_view pattern);

// Whether a name matches one part of a pattern. Error as above.
Result<bool> matches_pattern(std::string_view pattern, std::string_view name);

}  // namespace nsmon::config
