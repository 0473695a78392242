// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

namespace nsmon::series {

// Milliseconds since 1970-01-01 UTC.
using Timestamp = std::int64_t;

// NaN with these bits says that a series has ended; any other NaN is a value.
inline constexpr std::uint64_t kStaleBits = 0x7ff0000000000002;
inline constexpr std::uint64_t kNormalNanBits = 0x7ff8000000000001;

inline double stale_marker() {
  return std::bit_cast<double>(kStaleBits);
}
inline double normal_nan() {
  return std::bit_cast<double>(kNormalNanBits);
}
inline bool is_stale(double value) {
  return std::bit_cast<std::uint64_t>(value) == kStaleBits;
}

}  // namespace nsmon::series
