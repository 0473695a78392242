// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nsmon::series {

enum class ResetHint : std::uint8_t { unknown, reset, not_reset, gauge };

// Schema of histograms whose bounds are listed instead of computed.
inline constexpr std::int32_t kCustomSchema = -53;

// A run of `length` neighbouring buckets that begins `offset` buckets after the end of the run
// before (after index 0 for the first run).
struct BucketSpan {
  std::int32_t offset = 0;
  std::uint32_t length = 0;
  bool operator==(const BucketSpan&) const = default;
};

// Buckets of one sign; `counts` are absolute, one for each bucket of the spans.
struct Buckets {
  std::vector<BucketSpan> spans;
  std::vector<double> counts;
  bool operator==(const Buckets&) const = default;
};

// A native histogram with float counts. Exponential schemas -4..8: bucket i covers
// (base^(i-1), base^i] with base 2^(2^-schema), negative buckets mirror that, the zero bucket takes
// |x| <= zero_threshold. kCustomSchema: `custom_bounds` sorted, bucket i ends at bound i, one more
// bucket reaches to +Inf; no zero bucket, no negative side.
struct Histogram {
  std::int32_t schema = 0;
  ResetHint hint = ResetHint::unknown;
  double count = 0;
  double sum = 0;
  double zero_threshold = 0;
  double zero_count = 0;
  Buckets positive;
  Buckets negative;
  std::vector<double> custom_bounds;

  bool uses_custom_bounds() const { return schema == kCustomSchema; }
};

}  // namespace nsmon::series
