// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/functions/over_windows.h"

#include <optional>

namespace nsmon::engine {

struct RateKind {
  bool counter = false;     // decreases are resets
  bool per_second = false;  // divided by the range
};

// Last minus first histogram of a window, and for counters what was lost at resets, on the lowest
// schema; annotations as due. Nothing when layouts do not go together. Not compacted.
std::optional<series::Histogram> histogram_growth(const SeriesContext& context, RateKind kind,
                                                  const Window& window, bool use_starts);

// rate, increase and delta of ranges with `anchored` or `smoothed`.
struct RangeStep {
  const RangeVector& vector;
  const Window& window;
  std::size_t step;
};
void extended_rate(const SeriesContext& context, RateKind kind, RangeStep at, Column& column);

}  // namespace nsmon::engine
