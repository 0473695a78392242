// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace nsmon::term {

enum class Glyphs { ascii, unicode };

// A horizontal bar of exactly `width` columns that is filled by `share` of it, from 0 to 1; shares
// outside count as the nearer end, NaN as 0. Unicode bars have eight steps a column.
std::string bar(double share, std::size_t width, Glyphs glyphs);

}  // namespace nsmon::term
