// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace nsmon {

// Files of the source tree that the binary carries (templates/, rules/catalog/), under their path
// in the tree, e.g. "templates/watch/training.yml". The views last as long as the program.
std::optional<std::string_view> embedded_file(std::string_view path);

// All paths that begin with `prefix`, sorted.
std::vector<std::string_view> embedded_paths(std::string_view prefix);

}  // namespace nsmon
