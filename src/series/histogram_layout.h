// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/histogram_bounds.h"

#include <vector>

namespace nsmon::series {

// A histogram taken apart for arithmetic: buckets by index, everything else as in the original.
struct Unpacked {
  Histogram head;  // without buckets
  std::vector<BucketCount> positive;
  std::vector<BucketCount> negative;
};

Unpacked unpack(const Histogram& histogram);
Histogram pack(const Unpacked& unpacked);

// The zero threshold at or above `threshold` that cuts no populated bucket.
double uncut_threshold(const Unpacked& histogram, double threshold);
// Moves all buckets below the threshold into the zero bucket.
void widen_zero_bucket(Unpacked& histogram, double threshold);
// Merges buckets down to a lower exponential schema.
void reduce_schema(Unpacked& histogram, std::int32_t schema);
// Moves counts to the given bounds, all of which the histogram must have.
void keep_bounds(Unpacked& histogram, const std::vector<double>& bounds);
std::vector<double> common_bounds(const std::vector<double>& a, const std::vector<double>& b);

// Brings two histograms of one kind to one zero threshold, schema and list of bounds; `shadow`,
// when there is one, has the layout of `a` and follows it. Tells whether custom bounds differed.
bool reconcile(Unpacked& a, Unpacked* shadow, Unpacked& b);

}  // namespace nsmon::series
