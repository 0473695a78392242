// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/histogram.h"

#include <cstddef>

namespace nsmon::series {

// Arithmetic on native histograms as Prometheus 3.14 does it (model/histogram, FloatHistogram).

// What happened when two histograms were combined.
struct Combination {
  bool incompatible = false;       // custom with exponential bounds: nothing was changed
  bool bounds_reconciled = false;  // custom bounds differed: only the common ones are left
  bool hints_conflict = false;     // `reset` with `not_reset`: the hint is `unknown` now
};

// Without buckets that hold nothing.
Histogram compacted(Histogram histogram);

// On a lower exponential schema; one that is not lower changes nothing.
Histogram reduced(Histogram histogram, std::int32_t schema);

// Adds to `sum`, or subtracts (the hint then becomes `gauge`). The lower schema wins; zero buckets
// are widened until they agree and cut no populated bucket; differing custom bounds are
// intersected. Counts may become negative. Not compacted.
Combination add(Histogram& sum, const Histogram& other);
Combination subtract(Histogram& sum, const Histogram& other);

// Negative factors make the hint `gauge`. Dividing by 0 leaves no buckets.
void multiply(Histogram& histogram, double factor);
void divide(Histogram& histogram, double divisor);

// Bit-exact on schema, count, sum, zero bucket, bounds and listed buckets; hints do not matter.
bool same(const Histogram& a, const Histogram& b);

// Whether a counter was reset between `previous` and `current` (hints of `current` decide first).
bool detect_reset(const Histogram& current, const Histogram& previous);

// Sum of histograms with a Kahan-Neumaier compensation for every field and bucket.
class CompensatedSum {
 public:
  explicit CompensatedSum(const Histogram& first) : sum_(first), lost_(zero_like(first)) {}

  Combination add(const Histogram& other);
  // Sum and compensation times a factor, for means that are kept instead of sums.
  void scale(double factor);
  void divide(double divisor);
  // Sum plus compensation.
  Histogram result() const;
  // A field of the result would be infinite.
  bool overflows() const;

 private:
  static Histogram zero_like(const Histogram& model);

  Histogram sum_;
  Histogram lost_;  // same layout as sum_
};

// Observations below (keep = below) or above `bound`; see "Histogram trim operators".
enum class Keep { below, above };
Histogram trimmed(const Histogram& histogram, Keep keep, double bound);

// `{count:5, sum:1, [-2,-1):1, [-0.001,0.001]:1, (1,2]:3}`.
std::string to_text(const Histogram& histogram);

// Bytes that Prometheus counts for it against the limit of samples.
std::size_t size_in_bytes(const Histogram& histogram);

}  // namespace nsmon::series
