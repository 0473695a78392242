// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/classic_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nsmon::engine {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Sorts by bound and adds up buckets with equal bounds. False without a bucket up to +Inf.
bool arrange(std::vector<ClassicBucket>& buckets) {
  std::ranges::sort(buckets, {}, &ClassicBucket::upper);
  if (buckets.empty() || buckets.back().upper != kInfinity) return false;
  std::size_t kept = 0;
  for (std::size_t i = 1; i < buckets.size(); ++i) {
    if (buckets[i].upper == buckets[kept].upper) {
      buckets[kept].count += buckets[i].count;
    } else {
      buckets[++kept] = buckets[i];
    }
  }
  buckets.resize(kept + 1);
  return true;
}

// Differences this small come from rounding and are not worth telling.
bool nearly_equal(double a, double b) {
  constexpr double kTolerance = 1e-12;
  const double sum = std::abs(a) + std::abs(b);
  const double difference = std::abs(a - b);
  if (a == 0 || b == 0 || sum < std::numeric_limits<double>::min()) {
    return difference < kTolerance * std::numeric_limits<double>::min();
  }
  return difference / std::min(sum, std::numeric_limits<double>::max()) < kTolerance;
}

void level(std::vector<ClassicBucket>& buckets, ClassicQuantile& result) {
  double previous = buckets[0].count;
  for (std::size_t i = 1; i < buckets.size(); ++i) {
    const double current = buckets[i].count;
    if (current == previous) continue;
    if (nearly_equal(previous, current)) {
      buckets[i].count = previous;
      continue;
    }
    if (!(current < previous)) {
      previous = current;
      continue;
    }
    const double bound = buckets[i].upper;
    result.lowest_bound = result.repaired ? std::min(result.lowest_bound, bound) : bound;
    result.highest_bound = result.repaired ? std::max(result.highest_bound, bound) : bound;
    result.largest_difference = std::max(result.largest_difference, previous - current);
    result.repaired = true;
    buckets[i].count = previous;
  }
}

}  // namespace

ClassicQuantile classic_quantile(double q, std::vector<ClassicBucket>& buckets) {
  ClassicQuantile result{.value = kNan};
  if (std::isnan(q)) return result;
  if (q < 0 || q > 1) {
    result.value = q < 0 ? -kInfinity : kInfinity;
    return result;
  }
  if (!arrange(buckets)) return result;
  level(buckets, result);
  if (buckets.size() < 2 || buckets.back().count == 0) return result;
  double rank = q * buckets.back().count;
  std::size_t found = 0;
  while (found + 1 < buckets.size() && !(buckets[found].count >= rank)) ++found;
  if (found + 1 == buckets.size()) {
    result.value = buckets[buckets.size() - 2].upper;
    return result;
  }
  const double end = buckets[found].upper;
  if (found == 0 && end <= 0) {
    result.value = end;
    return result;
  }
  double start = 0;
  double count = buckets[found].count;
  if (found > 0) {
    start = buckets[found - 1].upper;
    count -= buckets[found - 1].count;
    rank -= buckets[found - 1].count;
  }
  result.value = start + (end - start) * (rank / count);
  return result;
}

double classic_fraction(double lower, double upper, std::vector<ClassicBucket>& buckets) {
  if (!arrange(buckets)) return kNan;
  const double all = buckets.back().count;
  if (all == 0 || std::isnan(lower) || std::isnan(upper)) return kNan;
  if (lower >= upper) return 0;
  const auto rank_of = [&](double bound) {
    double before = 0;
    double start = buckets[0].upper > 0 ? 0 : -kInfinity;
    for (const ClassicBucket& bucket : buckets) {
      if (start >= bound) return before;
      if (bucket.upper > bound) {
        if (start == -kInfinity) return bucket.count;
        return before + (bucket.count - before) * (bound - start) / (bucket.upper - start);
      }
      before = bucket.count;
      start = bucket.upper;
    }
    return all;
  };
  return (std::min(rank_of(upper), all) - std::min(rank_of(lower), all)) / all;
}

}  // namespace nsmon::engine
