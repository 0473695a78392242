// SPDX-License-Identifier: Apache-2.0
#include "storage/histogram_runs.h"

#include "series/histogram_bounds.h"

#include <algorithm>
#include <bit>

namespace nsmon::storage {
namespace {

using series::BucketCount;
using series::Histogram;
using series::ResetHint;
using series::Timestamp;

constexpr std::size_t kTargetBits = 1024 * 8;
constexpr std::size_t kFewestSamples = 10;

bool is_stale(const Histogram& histogram) {
  return series::is_stale(histogram.sum);
}

// Every index of either list, in order; false when `current` lacks a populated bucket of `last` or
// has a lower count in one.
bool unite(const series::Buckets& last, const series::Buckets& current, bool counter,
           std::vector<std::int32_t>& indexes) {
  const auto before = series::bucket_list(last);
  const auto now = series::bucket_list(current);
  auto old = before.begin();
  for (const BucketCount& bucket : now) {
    for (; old != before.end() && old->index < bucket.index; ++old) {
      if (counter && old->count != 0) return false;
      indexes.push_back(old->index);
    }
    if (old != before.end() && old->index == bucket.index) {
      if (counter && bucket.count < old->count) return false;
      ++old;
    }
    indexes.push_back(bucket.index);
  }
  for (; old != before.end(); ++old) {
    if (counter && old->count != 0) return false;
    indexes.push_back(old->index);
  }
  return true;
}

series::Buckets laid_out(const series::Buckets& buckets, const std::vector<std::int32_t>& indexes) {
  if (buckets.counts.size() == indexes.size()) return buckets;
  std::vector<BucketCount> all;
  all.reserve(indexes.size());
  const auto list = series::bucket_list(buckets);
  auto bucket = list.begin();
  for (const std::int32_t index : indexes) {
    const bool present = bucket != list.end() && bucket->index == index;
    all.push_back({index, present ? bucket->count : 0});
    if (present) ++bucket;
  }
  return series::make_buckets(all);
}

std::size_t changed_bits(double before, double after) {
  const std::uint64_t change =
      std::bit_cast<std::uint64_t>(before) ^ std::bit_cast<std::uint64_t>(after);
  if (change == 0) return 1;
  constexpr std::size_t kControl = 5;
  return kControl + 64 - static_cast<std::size_t>(std::countl_zero(change)) -
         static_cast<std::size_t>(std::countr_zero(change));
}

std::size_t changed_bits(const series::Buckets& before, const series::Buckets& after) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < after.counts.size(); ++i) {
    bits += changed_bits(i < before.counts.size() ? before.counts[i] : 0, after.counts[i]);
  }
  return bits;
}

struct CommonLayout {
  std::vector<std::int32_t> positive;
  std::vector<std::int32_t> negative;
};

// Whether `next` may follow `last` in one run; then `layout` holds the buckets of both.
bool may_follow(const Histogram& last, const Histogram& next, bool gauge, CommonLayout& layout) {
  if (is_stale(last)) return false;
  if (!gauge && (next.hint == ResetHint::reset || next.count < last.count)) return false;
  if (next.schema != last.schema || next.zero_threshold != last.zero_threshold) return false;
  if (next.custom_bounds != last.custom_bounds) return false;
  if (!gauge && next.zero_count < last.zero_count) return false;
  return unite(last.positive, next.positive, !gauge, layout.positive) &&
         unite(last.negative, next.negative, !gauge, layout.negative);
}

void apply(const CommonLayout& layout, Histogram& histogram) {
  histogram.positive = laid_out(histogram.positive, layout.positive);
  histogram.negative = laid_out(histogram.negative, layout.negative);
}

bool has_layout(const CommonLayout& layout, const Histogram& histogram) {
  return layout.positive.size() == histogram.positive.counts.size() &&
         layout.negative.size() == histogram.negative.counts.size();
}

}  // namespace

bool HistogramRuns::is_full(Timestamp time) const {
  if (time >= range_end_) return true;
  return (time >= cut_time_ || bits_ >= 2 * kTargetBits) && length_ >= kFewestSamples;
}

void HistogramRuns::begin(Timestamp time, Timestamp run_range, bool gauge) {
  length_ = 0;
  bits_ = 0;
  gauge_ = gauge;
  predicted_ = false;
  first_time_ = time;
  const Timestamp rest = ((time % run_range) + run_range) % run_range;
  range_end_ = time - rest + run_range;
  cut_time_ = range_end_;
}

// Follows the size of the run; at a quarter of the target, predicts where it should end so that the
// rest of the range is cut evenly.
void HistogramRuns::grow(const Histogram* last, const Histogram& next, Timestamp time) {
  const Histogram empty;
  const Histogram& before = last != nullptr ? *last : empty;
  ++length_;
  bits_ += 2 + changed_bits(before.count, next.count) + changed_bits(before.sum, next.sum) +
           changed_bits(before.zero_count, next.zero_count) +
           changed_bits(before.positive, next.positive) +
           changed_bits(before.negative, next.negative);
  if (predicted_ || bits_ < kTargetBits / 4) return;
  predicted_ = true;
  const double full = static_cast<double>(bits_) / static_cast<double>(kTargetBits);
  const double parts = static_cast<double>(range_end_ - first_time_) * full /
                       static_cast<double>(time - first_time_ + 1);
  if (parts <= 1) return;
  cut_time_ = first_time_ + static_cast<Timestamp>(static_cast<double>(range_end_ - first_time_) /
                                                   static_cast<double>(static_cast<int>(parts)));
}

HistogramPtr HistogramRuns::add(std::vector<HistogramPtr>& column, Timestamp time,
                                Timestamp run_range, const Histogram& histogram) {
  const bool stale = is_stale(histogram);
  const bool gauge = stale ? (length_ > 0 && gauge_) : histogram.hint == ResetHint::gauge;
  const Histogram* last = length_ > 0 ? column.back().get() : nullptr;
  auto stored = std::make_shared<Histogram>(histogram);
  CommonLayout layout;
  const bool joins = last != nullptr && gauge == gauge_ && !is_full(time) &&
                     (stale || may_follow(*last, histogram, gauge, layout));
  if (!joins) {
    begin(time, run_range, gauge);
    last = nullptr;
  } else if (!stale) {
    apply(layout, *stored);
    for (std::size_t i = column.size() - length_; i < column.size(); ++i) {
      if (is_stale(*column[i]) || has_layout(layout, *column[i])) continue;
      auto grown = std::make_shared<Histogram>(*column[i]);
      apply(layout, *grown);
      column[i] = std::move(grown);
    }
    last = column.back().get();
  }
  stored->hint =
      gauge ? ResetHint::gauge : (length_ == 0 ? ResetHint::unknown : ResetHint::not_reset);
  grow(last, *stored, time);
  return stored;
}

}  // namespace nsmon::storage
