// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"

#include <cstdint>
#include <string_view>

namespace nsmon::engine {

// XXH64 with seed 0 (xxHash specification, version 0.1.1).
std::uint64_t xxh64(std::string_view bytes);

// The hash by which limit_ratio chooses: over the sorted labels, each text preceded by its length
// (one byte below 255, else 255 and three bytes, least significant first).
std::uint64_t label_hash(const series::LabelSet& labels);

}  // namespace nsmon::engine
