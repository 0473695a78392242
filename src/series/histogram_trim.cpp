// SPDX-License-Identifier: Apache-2.0

// The trim operators `</` and `>/` (Prometheus 3.14, "Trim operators"). A bucket on the wrong side
// of the bound is emptied, one that the bound cuts keeps the part that interpolation puts on the
// right side. What is left has no exact sum any more, so the sum is estimated again from the middle
// of each surviving interval. Buckets that reach to infinity have no width: they are kept, cut or
// dropped as a whole by rules of their own.
#include "series/histogram_layout.h"
#include "series/histogram_math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nsmon::series {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What survives of one bucket.
struct Part {
  double count = 0;
  double middle = 0;
};

enum class Scale { linear, exponential };

double middle_of(double lower, double upper, Scale scale) {
  if (scale == Scale::linear) return (lower + upper) / 2;
  const double geometric = std::sqrt(std::abs(lower * upper));
  return lower < 0 ? -geometric : geometric;
}

// Share of the bucket that lies below `bound`, lower < bound < upper.
double share_below(double lower, double upper, double bound, Scale scale) {
  if (scale == Scale::linear) return (bound - lower) / (upper - lower);
  const double low = std::log2(std::abs(lower));
  const double high = std::log2(std::abs(upper));
  const double at = std::log2(std::abs(bound));
  return lower < 0 ? 1 - (at - high) / (low - high) : (at - low) / (high - low);
}

Part trim_finite(BucketRange bucket, Keep keep, double bound, Scale scale) {
  const bool below = keep == Keep::below;
  if (bound >= bucket.upper) {
    return below ? Part{bucket.count, middle_of(bucket.lower, bucket.upper, scale)} : Part{};
  }
  if (bound <= bucket.lower) {
    return below ? Part{} : Part{bucket.count, middle_of(bucket.lower, bucket.upper, scale)};
  }
  const double share = share_below(bucket.lower, bucket.upper, bound, scale);
  if (below) return {bucket.count * share, middle_of(bucket.lower, bound, scale)};
  return {bucket.count * (1 - share), middle_of(bound, bucket.upper, scale)};
}

// The bucket (-Inf, u].
Part trim_lowest(const BucketRange& bucket, Keep keep, double bound) {
  const double upper = bucket.upper;
  const double middle = upper > 0 ? upper / 2 : upper;
  const BucketRange from_zero{.lower = 0, .upper = upper, .count = bucket.count};
  if (keep == Keep::below) {
    if (bound >= upper) return {bucket.count, middle};
    if (upper <= 0) return {bucket.count, bound};
    return bound > 0 ? trim_finite(from_zero, keep, bound, Scale::linear) : Part{};
  }
  if (bound == -kInfinity) return {bucket.count, middle};
  if (bound >= upper || bound < 0) return {};
  return trim_finite(from_zero, keep, bound, Scale::linear);
}

// The bucket (l, +Inf).
Part trim_highest(const BucketRange& bucket, Keep keep, double bound) {
  if (keep == Keep::below) return bound == kInfinity ? Part{bucket.count, bucket.lower} : Part{};
  return {bucket.count, std::max(bound, bucket.lower)};
}

class Trimmer {
 public:
  Trimmer(const Histogram& histogram, Keep keep, double bound)
      : source_(histogram), trimmed_(unpack(histogram)), keep_(keep), bound_(bound) {}

  Histogram run() {
    for (BucketCount& bucket : trimmed_.negative) {
      apply(bucket.count, trim_finite(clipped_negative(bucket), keep_, bound_, Scale::exponential));
    }
    trim_zero_bucket();
    for (BucketCount& bucket : trimmed_.positive) apply(bucket.count, trim_positive(bucket));
    if (!changed_) return source_;
    trimmed_.head.count = count_;
    trimmed_.head.sum = sum_;
    return pack(trimmed_);
  }

 private:
  BucketRange clipped_negative(const BucketCount& bucket) const {
    return negative_range(source_, bucket);
  }

  Part trim_positive(const BucketCount& bucket) const {
    const BucketRange range = positive_range(source_, bucket);
    if (!source_.uses_custom_bounds()) return trim_finite(range, keep_, bound_, Scale::exponential);
    if (range.lower == -kInfinity) return trim_lowest(range, keep_, bound_);
    if (range.upper == kInfinity) return trim_highest(range, keep_, bound_);
    return trim_finite(range, keep_, bound_, Scale::linear);
  }

  void trim_zero_bucket() {
    const auto populated = [](const BucketCount& bucket) { return bucket.count != 0; };
    const bool has_negative = std::ranges::any_of(trimmed_negative_before_, populated);
    const bool has_positive = std::ranges::any_of(trimmed_.positive, populated);
    BucketRange zero = zero_range(source_);
    if (has_positive && !has_negative) zero.lower = 0;
    if (has_negative && !has_positive) zero.upper = 0;
    if (zero.count == 0) return;
    apply(trimmed_.head.zero_count, trim_zero(zero));
  }

  // A zero bucket without width holds exact zeros.
  Part trim_zero(const BucketRange& zero) const {
    return trim_finite(zero, keep_, bound_, Scale::linear);
  }

  void apply(double& count, const Part& part) {
    if (count == 0) return;
    changed_ = changed_ || part.count != count;
    count = part.count;
    count_ += part.count;
    if (part.count != 0) sum_ += part.count * part.middle;
  }

  const Histogram& source_;
  Unpacked trimmed_;
  const std::vector<BucketCount> trimmed_negative_before_ = trimmed_.negative;
  Keep keep_;
  double bound_;
  double count_ = 0;
  double sum_ = 0;
  bool changed_ = false;
};

}  // namespace

Histogram trimmed(const Histogram& histogram, Keep keep, double bound) {
  return Trimmer(histogram, keep, bound).run();
}

}  // namespace nsmon::series
