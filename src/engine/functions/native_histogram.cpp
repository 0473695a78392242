// SPDX-License-Identifier: Apache-2.0

// Quantiles and fractions of native histograms. Inside a bucket observations are assumed to lie
// evenly on a logarithmic scale, in custom and zero buckets on a linear one. The walk over the
// buckets begins at the nearer end, which keeps rounding small; with NaN among the observations
// (the sum tells) it must begin below, since those belong above everything.
#include "engine/functions/native_histogram.h"

#include "series/histogram_bounds.h"

#include <cmath>
#include <limits>
#include <vector>

namespace nsmon::engine {
namespace {

using series::BucketRange;
using series::Histogram;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A bucket around zero begins at zero when there are no negative buckets, and the other way round.
void fit_to_signs(BucketRange& bucket, const Histogram& histogram) {
  const bool negative = !histogram.negative.counts.empty();
  const bool positive = !histogram.positive.counts.empty();
  if (positive && !negative) bucket.lower = 0;
  if (negative && !positive) bucket.upper = 0;
}

double interpolate(const BucketRange& bucket, double share, bool custom) {
  if (custom || (bucket.lower <= 0 && bucket.upper >= 0)) {
    return bucket.lower + (bucket.upper - bucket.lower) * share;
  }
  const double lower = std::log2(std::abs(bucket.lower));
  const double upper = std::log2(std::abs(bucket.upper));
  if (bucket.lower > 0) return std::exp2(lower + (upper - lower) * share);
  return -std::exp2(upper + (lower - upper) * (1 - share));
}

// Where the walk over the buckets ended.
struct Walk {
  BucketRange bucket;
  double count = 0;      // of all buckets passed, the last one included
  double remaining = 0;  // of the buckets after it
};

Walk walk(const std::vector<BucketRange>& buckets, bool from_below, double rank) {
  Walk result;
  bool found = false;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const BucketRange& bucket = from_below ? buckets[i] : buckets[buckets.size() - 1 - i];
    if (found) {
      result.remaining += bucket.count;
      continue;
    }
    result.bucket = bucket;
    if (bucket.count == 0) continue;
    result.count += bucket.count;
    found = result.count >= rank;
  }
  return result;
}

}  // namespace

QuantileResult native_quantile(double q, const Histogram& histogram) {
  if (q < 0) return {-kInfinity};
  if (q > 1) return {kInfinity};
  if (histogram.count == 0 || std::isnan(q)) return {kNan};
  const bool nan_sum = std::isnan(histogram.sum);
  const bool from_below = nan_sum || q < 0.5;
  const double rank = (from_below ? q : 1 - q) * histogram.count;
  const Walk found = walk(series::all_buckets(histogram), from_below, rank);
  BucketRange bucket = found.bucket;
  const bool custom = histogram.uses_custom_bounds();
  if (nan_sum && found.count < rank) return {kNan, NanEffect::no_result};
  const bool nan_observations = nan_sum && found.count + found.remaining < histogram.count;
  const NanEffect effect = nan_observations ? NanEffect::skewed : NanEffect::none;
  if (custom && bucket.lower == -kInfinity) {
    if (bucket.upper <= 0) return {bucket.upper, effect};
    bucket.lower = 0;
  }
  if (custom && bucket.upper == kInfinity) return {bucket.lower, effect};
  if (!custom && bucket.lower < 0 && bucket.upper > 0) fit_to_signs(bucket, histogram);
  if (found.count < rank) return {bucket.upper, effect};
  const double count = std::min(found.count, histogram.count);
  const double inside = from_below ? rank - (count - bucket.count) : count - rank;
  return {interpolate(bucket, inside / bucket.count, custom), effect};
}

namespace {

// Number of observations of a bucket that lie below a value inside it.
double part_below(const BucketRange& bucket, double value, bool linear) {
  if (linear) {
    if (bucket.lower == -kInfinity) return bucket.count;
    return bucket.count * (value - bucket.lower) / (bucket.upper - bucket.lower);
  }
  const double lower = std::log2(std::abs(bucket.lower));
  const double upper = std::log2(std::abs(bucket.upper));
  const double at = std::log2(std::abs(value));
  const double share =
      value > 0 ? (at - lower) / (upper - lower) : 1 - (at - upper) / (lower - upper);
  return bucket.count * share;
}

// The rank of one bound, found while walking over the buckets.
struct BoundRank {
  double bound = 0;
  double rank = 0;
  bool found = false;

  void look(const BucketRange& bucket, double before, bool linear) {
    if (found) return;
    if (bucket.lower >= bound) {
      rank = before;
      found = true;
    } else if (bucket.upper > bound) {
      rank = before + part_below(bucket, bound, linear);
      found = true;
    }
  }
};

}  // namespace

FractionResult native_fraction(double lower, double upper, const Histogram& histogram) {
  if (histogram.count == 0 || std::isnan(lower) || std::isnan(upper)) return {kNan};
  if (lower >= upper) return {0};
  BoundRank low{.bound = lower};
  BoundRank high{.bound = upper};
  double before = 0;
  for (BucketRange bucket : series::all_buckets(histogram)) {
    const bool around_zero = bucket.lower <= 0 && bucket.upper >= 0;
    if (around_zero) fit_to_signs(bucket, histogram);
    const bool linear = around_zero || histogram.uses_custom_bounds();
    low.look(bucket, before, linear);
    high.look(bucket, before, linear);
    before += bucket.count;
  }
  const bool nan_observations = std::isnan(histogram.sum) && before < histogram.count;
  const double all = nan_observations ? before : histogram.count;
  if (!low.found || low.rank > all) low.rank = all;
  if (!high.found || high.rank > all) high.rank = all;
  return {(high.rank - low.rank) / histogram.count, nan_observations};
}

}  // namespace nsmon::engine
