// SPDX-License-Identifier: Apache-2.0
#include "series/histogram_layout.h"

#include <algorithm>
#include <iterator>

namespace nsmon::series {
namespace {

constexpr std::int32_t kCoarsestSchema = -4;

std::int32_t reduced_index(std::int32_t index, std::int32_t shift) {
  return static_cast<std::int32_t>(((std::int64_t{index} - 1) >> shift) + 1);
}

// Adds up neighbours that have the same index.
void merge_equal(std::vector<BucketCount>& list) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (kept > 0 && list[kept - 1].index == list[i].index) {
      list[kept - 1].count += list[i].count;
    } else {
      list[kept++] = list[i];
    }
  }
  list.resize(kept);
}

// The far bound of a populated bucket that `threshold` cuts, or the threshold itself.
double past_cut_bucket(const std::vector<BucketCount>& list, std::int32_t schema,
                       double threshold) {
  for (const BucketCount& bucket : list) {
    if (exponential_bound(schema, std::int64_t{bucket.index} - 1) >= threshold) break;
    const double upper = exponential_bound(schema, bucket.index);
    if (upper > threshold) return bucket.count != 0 ? upper : threshold;
  }
  return threshold;
}

void take_below(std::vector<BucketCount>& list, std::int32_t schema, double threshold,
                double& zero_count) {
  const auto outside = std::ranges::find_if(list, [&](const BucketCount& bucket) {
    return exponential_bound(schema, std::int64_t{bucket.index} - 1) >= threshold;
  });
  for (auto bucket = list.begin(); bucket != outside; ++bucket) zero_count += bucket->count;
  list.erase(list.begin(), outside);
}

}  // namespace

Unpacked unpack(const Histogram& histogram) {
  Unpacked unpacked;
  unpacked.head.schema = histogram.schema;
  unpacked.head.hint = histogram.hint;
  unpacked.head.count = histogram.count;
  unpacked.head.sum = histogram.sum;
  unpacked.head.zero_threshold = histogram.zero_threshold;
  unpacked.head.zero_count = histogram.zero_count;
  unpacked.head.custom_bounds = histogram.custom_bounds;
  unpacked.positive = bucket_list(histogram.positive);
  unpacked.negative = bucket_list(histogram.negative);
  return unpacked;
}

Histogram pack(const Unpacked& unpacked) {
  Histogram histogram = unpacked.head;
  histogram.positive = make_buckets(unpacked.positive);
  histogram.negative = make_buckets(unpacked.negative);
  return histogram;
}

double uncut_threshold(const Unpacked& histogram, double threshold) {
  if (threshold == histogram.head.zero_threshold) return threshold;
  const std::int32_t schema = histogram.head.schema;
  while (true) {
    const double positive = past_cut_bucket(histogram.positive, schema, threshold);
    const double both = past_cut_bucket(histogram.negative, schema, positive);
    if (both == threshold) return threshold;
    threshold = both;
  }
}

void widen_zero_bucket(Unpacked& histogram, double threshold) {
  if (threshold == histogram.head.zero_threshold) return;
  take_below(histogram.positive, histogram.head.schema, threshold, histogram.head.zero_count);
  take_below(histogram.negative, histogram.head.schema, threshold, histogram.head.zero_count);
  histogram.head.zero_threshold = threshold;
}

void reduce_schema(Unpacked& histogram, std::int32_t schema) {
  schema = std::max(schema, kCoarsestSchema);
  const std::int32_t shift = histogram.head.schema - schema;
  if (shift <= 0) return;
  for (auto* list : {&histogram.positive, &histogram.negative}) {
    for (BucketCount& bucket : *list) bucket.index = reduced_index(bucket.index, shift);
    merge_equal(*list);
  }
  histogram.head.schema = schema;
}

void keep_bounds(Unpacked& histogram, const std::vector<double>& bounds) {
  for (BucketCount& bucket : histogram.positive) {
    const double upper = custom_bound(histogram.head.custom_bounds, bucket.index);
    const auto place = std::ranges::lower_bound(bounds, upper);
    bucket.index = static_cast<std::int32_t>(place - bounds.begin());
  }
  merge_equal(histogram.positive);
  histogram.head.custom_bounds = bounds;
}

std::vector<double> common_bounds(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  return common;
}

bool reconcile(Unpacked& a, Unpacked* shadow, Unpacked& b) {
  if (a.head.uses_custom_bounds()) {
    if (a.head.custom_bounds == b.head.custom_bounds) return false;
    const auto common = common_bounds(a.head.custom_bounds, b.head.custom_bounds);
    keep_bounds(a, common);
    if (shadow != nullptr) keep_bounds(*shadow, common);
    keep_bounds(b, common);
    return true;
  }
  while (a.head.zero_threshold != b.head.zero_threshold) {
    const bool a_is_wider = a.head.zero_threshold > b.head.zero_threshold;
    Unpacked& narrow = a_is_wider ? b : a;
    const double target = a_is_wider ? a.head.zero_threshold : b.head.zero_threshold;
    if (!(target > narrow.head.zero_threshold)) break;  // NaN: nothing to agree on
    const double threshold = uncut_threshold(narrow, target);
    widen_zero_bucket(narrow, threshold);
    if (&narrow == &a && shadow != nullptr) widen_zero_bucket(*shadow, threshold);
  }
  const std::int32_t schema = std::min(a.head.schema, b.head.schema);
  reduce_schema(a, schema);
  if (shadow != nullptr) reduce_schema(*shadow, schema);
  reduce_schema(b, schema);
  return false;
}

}  // namespace nsmon::series
