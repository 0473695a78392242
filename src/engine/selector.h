// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/query.h"
#include "engine/range_vector.h"

#include <vector>

namespace nsmon::engine {

// Where in time a selector or subquery looks, its modifiers applied.
struct Placement {
  bool fixed = false;        // by `@`
  Timestamp fixed_time = 0;  // offset included
  Timestamp offset_ms = 0;

  Timestamp time(const Grid& grid, std::size_t step) const {
    return fixed ? fixed_time : grid.time(step) - offset_ms;
  }
  Timestamp first(const Grid& grid) const { return time(grid, 0); }
  Timestamp last(const Grid& grid) const {
    return time(grid, grid.count == 0 ? 0 : grid.count - 1);
  }
};

Placement place(const Query& query, const promql::TimeModifiers& modifiers);

// A selected series with its samples in (from, to], histograms reduced where only counts matter.
struct Selected {
  LabelId labels = LabelTable::kEmpty;
  storage::Samples samples;
  std::vector<HistogramPtr> reduced;  // what samples.histograms views, if anything was reduced
};

Result<std::vector<series::Matcher>> matchers_of(const promql::VectorSelector& selector);

Result<std::vector<Selected>> select(Query& query, const promql::VectorSelector& selector,
                                     Timestamp from, Timestamp to);

// The samples of a selected series that a range sees: stale markers are passed over.
RangeSeries without_stale(Selected selected);

}  // namespace nsmon::engine
