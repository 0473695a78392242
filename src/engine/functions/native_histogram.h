// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/histogram.h"

#include <cstdint>

namespace nsmon::engine {

// What NaN among the observations did to a result.
enum class NanEffect : std::uint8_t { none, no_result, skewed };

struct QuantileResult {
  double value = 0;
  NanEffect effect = NanEffect::none;
};

// The q-quantile of a native histogram (Prometheus 3.14, "histogram_quantile()").
QuantileResult native_quantile(double q, const series::Histogram& histogram);

struct FractionResult {
  double value = 0;
  bool nan_observations = false;
};

// Share of the observations in (lower, upper].
FractionResult native_fraction(double lower, double upper, const series::Histogram& histogram);

}  // namespace nsmon::engine
