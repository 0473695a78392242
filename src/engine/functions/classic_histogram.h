// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace nsmon::engine {

// A bucket of a classic histogram: observations up to and including a bound.
struct ClassicBucket {
  double upper = 0;
  double count = 0;
};

// What a repair of decreasing counts touched.
struct ClassicQuantile {
  double value = 0;
  bool repaired = false;
  double lowest_bound = 0;
  double highest_bound = 0;
  double largest_difference = 0;
};

// Quantile of a classic histogram; `buckets` in any order, at least one. Reorders and merges them.
ClassicQuantile classic_quantile(double q, std::vector<ClassicBucket>& buckets);

// Share of the observations in (lower, upper].
double classic_fraction(double lower, double upper, std::vector<ClassicBucket>& buckets);

}  // namespace nsmon::engine
