// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/histogram.h"

#include <cstdint>
#include <span>
#include <vector>

namespace nsmon::series {

// A bucket by its index, the form in which histograms are worked on: where spans begin and end is
// only a matter of storage.
struct BucketCount {
  std::int32_t index = 0;
  double count = 0;
  bool operator==(const BucketCount&) const = default;
};

// All listed buckets in the order of their index, empty ones included.
std::vector<BucketCount> bucket_list(const Buckets& buckets);
// The list, sorted by index, as spans that are as long as possible.
Buckets make_buckets(std::span<const BucketCount> list);

// Upper bound of the positive bucket `index` (exact; the last finite one is the largest double).
double exponential_bound(std::int32_t schema, std::int64_t index);
// Upper bound of a custom bucket: -Inf below the first, +Inf from the last on.
double custom_bound(const std::vector<double>& bounds, std::int64_t index);

struct BucketRange {
  double lower = 0;
  double upper = 0;
  double count = 0;
  bool lower_inclusive = false;
  bool upper_inclusive = false;
};

// The range of one bucket, as its schema says.
BucketRange positive_range(const Histogram& histogram, const BucketCount& bucket);
BucketRange negative_range(const Histogram& histogram, const BucketCount& bucket);
BucketRange zero_range(const Histogram& histogram);

// All buckets from below, the zero bucket only when it is populated; buckets that overlap the zero
// bucket are clipped at its threshold, those inside are left out. Empty listed buckets are
// included.
std::vector<BucketRange> all_buckets(const Histogram& histogram);

}  // namespace nsmon::series
