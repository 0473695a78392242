// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nsmon {

// Number of single-byte insertions, deletions, substitutions and swaps of neighbours between two
// names (optimal string alignment), counted up to `limit`; a larger distance gives limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate most like `name`: the smallest distance of at most a third of the name's length,
// the first one in order when several are as near. Nothing when all are too far.
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates);
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string> candidates);

}  // namespace nsmon
