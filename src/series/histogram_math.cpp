// SPDX-License-Identifier: Apache-2.0
#include "series/histogram_math.h"

#include "series/histogram_layout.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace nsmon::series {
namespace {

// Calls merge(a_count, b_count) for every index of either list; a missing bucket counts as 0.
template <class Merge>
std::vector<BucketCount> merged(const std::vector<BucketCount>& a,
                                const std::vector<BucketCount>& b, Merge&& merge) {
  std::vector<BucketCount> result;
  result.reserve(std::max(a.size(), b.size()));
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    const bool take_left = left != a.end() && (right == b.end() || left->index <= right->index);
    const bool take_right = right != b.end() && (left == a.end() || right->index <= left->index);
    const std::int32_t index = take_left ? left->index : right->index;
    result.push_back(
        {index, merge(take_left ? left->count : 0.0, take_right ? right->count : 0.0)});
    if (take_left) ++left;
    if (take_right) ++right;
  }
  return result;
}

bool combine_hints(ResetHint& hint, ResetHint other) {
  if (hint == other || hint == ResetHint::gauge) return false;
  if (other == ResetHint::gauge) {
    hint = ResetHint::gauge;
    return false;
  }
  const bool conflict = hint != ResetHint::unknown && other != ResetHint::unknown;
  hint = ResetHint::unknown;
  return conflict;
}

Combination combine(Histogram& sum, const Histogram& other, double sign) {
  Combination outcome;
  if (sum.uses_custom_bounds() != other.uses_custom_bounds()) {
    outcome.incompatible = true;
    return outcome;
  }
  Unpacked a = unpack(sum);
  Unpacked b = unpack(other);
  outcome.hints_conflict = combine_hints(a.head.hint, other.hint);
  outcome.bounds_reconciled = reconcile(a, nullptr, b);
  const auto merge = [sign](double x, double y) { return x + sign * y; };
  a.head.count = merge(a.head.count, b.head.count);
  a.head.sum = merge(a.head.sum, b.head.sum);
  a.head.zero_count = merge(a.head.zero_count, b.head.zero_count);
  a.positive = merged(a.positive, b.positive, merge);
  a.negative = merged(a.negative, b.negative, merge);
  sum = pack(a);
  return outcome;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same_lists(const std::vector<BucketCount>& a, const std::vector<BucketCount>& b) {
  return std::ranges::equal(a, b, [](const BucketCount& x, const BucketCount& y) {
    return x.index == y.index && same_bits(x.count, y.count);
  });
}

template <class Change>
void for_each_count(Histogram& histogram, Change&& change) {
  change(histogram.count);
  change(histogram.sum);
  change(histogram.zero_count);
  for (double& count : histogram.positive.counts) change(count);
  for (double& count : histogram.negative.counts) change(count);
}

bool any_bucket_fell(const std::vector<BucketCount>& current,
                     const std::vector<BucketCount>& previous) {
  bool fell = false;
  merged(current, previous, [&](double now, double before) {
    fell = fell || now < before;
    return 0.0;
  });
  return fell;
}

// One compensated step: `value` is added to `sum`, what was lost to `lost`.
void add_compensated(double value, double& sum, double& lost) {
  const double total = sum + value;
  if (std::isinf(total)) {
    lost = 0;
  } else if (std::abs(sum) >= std::abs(value)) {
    lost += (sum - total) + value;
  } else {
    lost += (value - total) + sum;
  }
  sum = total;
}

void add_compensated(std::vector<BucketCount>& sums, std::vector<BucketCount>& lost,
                     const std::vector<BucketCount>& other) {
  const auto keep = [](double x, double) { return x; };
  sums = merged(sums, other, keep);
  lost = merged(lost, other, keep);
  auto place = sums.begin();
  for (const BucketCount& bucket : other) {
    while (place->index != bucket.index) ++place;
    add_compensated(bucket.count, place->count,
                    lost[static_cast<std::size_t>(place - sums.begin())].count);
  }
}

}  // namespace

Histogram compacted(Histogram histogram) {
  const auto is_empty = [](double count) { return count == 0; };
  for (Buckets* buckets : {&histogram.positive, &histogram.negative}) {
    if (std::ranges::none_of(buckets->counts, is_empty)) continue;
    auto list = bucket_list(*buckets);
    std::erase_if(list, [](const BucketCount& bucket) { return bucket.count == 0; });
    *buckets = make_buckets(list);
  }
  return histogram;
}

Histogram reduced(Histogram histogram, std::int32_t schema) {
  if (histogram.uses_custom_bounds() || schema >= histogram.schema) return histogram;
  Unpacked unpacked = unpack(histogram);
  reduce_schema(unpacked, schema);
  return pack(unpacked);
}

Combination add(Histogram& sum, const Histogram& other) {
  return combine(sum, other, 1);
}

Combination subtract(Histogram& sum, const Histogram& other) {
  Combination outcome = combine(sum, other, -1);
  if (!outcome.incompatible) sum.hint = ResetHint::gauge;
  return outcome;
}

void multiply(Histogram& histogram, double factor) {
  for_each_count(histogram, [factor](double& count) { count *= factor; });
  if (factor < 0) histogram.hint = ResetHint::gauge;
}

void divide(Histogram& histogram, double divisor) {
  for_each_count(histogram, [divisor](double& count) { count /= divisor; });
  if (divisor == 0) {
    histogram.positive = {};
    histogram.negative = {};
  }
  if (divisor < 0) histogram.hint = ResetHint::gauge;
}

bool same(const Histogram& a, const Histogram& b) {
  return a.schema == b.schema && same_bits(a.count, b.count) && same_bits(a.sum, b.sum) &&
         same_bits(a.zero_threshold, b.zero_threshold) && same_bits(a.zero_count, b.zero_count) &&
         std::ranges::equal(a.custom_bounds, b.custom_bounds, same_bits) &&
         same_lists(bucket_list(a.positive), bucket_list(b.positive)) &&
         same_lists(bucket_list(a.negative), bucket_list(b.negative));
}

bool detect_reset(const Histogram& current, const Histogram& previous) {
  if (current.hint == ResetHint::reset) return true;
  if (current.hint == ResetHint::not_reset) return false;
  if (current.count < previous.count) return true;
  if (current.uses_custom_bounds() != previous.uses_custom_bounds()) return true;
  Unpacked now = unpack(current);
  Unpacked before = unpack(previous);
  if (current.uses_custom_bounds()) {
    reconcile(now, nullptr, before);
    return any_bucket_fell(now.positive, before.positive);
  }
  if (current.schema > previous.schema) return true;
  if (current.zero_threshold < previous.zero_threshold) return true;
  if (uncut_threshold(before, current.zero_threshold) != current.zero_threshold) return true;
  widen_zero_bucket(before, current.zero_threshold);
  if (current.zero_count < before.head.zero_count) return true;
  reduce_schema(before, current.schema);
  return any_bucket_fell(now.positive, before.positive) ||
         any_bucket_fell(now.negative, before.negative);
}

Histogram CompensatedSum::zero_like(const Histogram& model) {
  Histogram zero = model;
  for_each_count(zero, [](double& count) { count = 0; });
  return zero;
}

Combination CompensatedSum::add(const Histogram& other) {
  Combination outcome;
  if (sum_.uses_custom_bounds() != other.uses_custom_bounds()) {
    outcome.incompatible = true;
    return outcome;
  }
  Unpacked a = unpack(sum_);
  Unpacked lost = unpack(lost_);
  Unpacked b = unpack(other);
  outcome.hints_conflict = combine_hints(a.head.hint, other.hint);
  outcome.bounds_reconciled = reconcile(a, &lost, b);
  add_compensated(b.head.count, a.head.count, lost.head.count);
  add_compensated(b.head.sum, a.head.sum, lost.head.sum);
  add_compensated(b.head.zero_count, a.head.zero_count, lost.head.zero_count);
  add_compensated(a.positive, lost.positive, b.positive);
  add_compensated(a.negative, lost.negative, b.negative);
  sum_ = pack(a);
  lost_ = pack(lost);
  return outcome;
}

void CompensatedSum::scale(double factor) {
  multiply(sum_, factor);
  multiply(lost_, factor);
}

void CompensatedSum::divide(double divisor) {
  series::divide(sum_, divisor);
  series::divide(lost_, divisor);
}

Histogram CompensatedSum::result() const {
  Histogram total = sum_;
  total.count += lost_.count;
  total.sum += lost_.sum;
  total.zero_count += lost_.zero_count;
  for (std::size_t i = 0; i < total.positive.counts.size(); ++i) {
    total.positive.counts[i] += lost_.positive.counts[i];
  }
  for (std::size_t i = 0; i < total.negative.counts.size(); ++i) {
    total.negative.counts[i] += lost_.negative.counts[i];
  }
  return total;
}

bool CompensatedSum::overflows() const {
  bool infinite = false;
  Histogram copy = sum_;
  for_each_count(copy, [&](double& count) { infinite = infinite || std::isinf(count); });
  return infinite;
}

std::size_t size_in_bytes(const Histogram& histogram) {
  constexpr std::size_t kFixed = 168;
  constexpr std::size_t kItem = 8;
  return kFixed + kItem * (histogram.positive.spans.size() + histogram.negative.spans.size() +
                           histogram.positive.counts.size() + histogram.negative.counts.size() +
                           histogram.custom_bounds.size());
}

}  // namespace nsmon::series
