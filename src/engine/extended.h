// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/evaluator.h"

#include <optional>

namespace nsmon::engine {

// Where the samples of a widened window lie relative to the window (start, end].
struct ExtendedEdges {
  std::optional<std::size_t> before;  // the last sample at or before start
  std::size_t first_inside = 0;       // the first sample after start
  std::size_t last = 0;               // the last sample at or before end
  bool after = false;                 // there is a sample after `last`
};

// Nothing when no sample lies after the start, or (smoothed) none up to the end.
std::optional<ExtendedEdges> extended_edges(const Window& window, bool smoothed);

// `x smoothed`: the sample at each step, or the interpolation between its neighbours.
Result<Columns> select_smoothed(Evaluator& evaluator, const promql::VectorSelector& selector);

// `x[5m] anchored` as a result of its own: a point at the start of the window, the samples inside
// and a point at its end. Empty when the window gives nothing; an error for histograms.
Result<RangeSeries> extended_points(const RangeVector& vector, const RangeSeries& series,
                                    const Window& window);

}  // namespace nsmon::engine
