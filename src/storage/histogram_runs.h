// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/samples.h"

#include <cstdint>
#include <vector>

namespace nsmon::storage {

// Longest time that a run covers: a run ends at the next multiple (one day, as in test scripts).
inline constexpr series::Timestamp kDefaultRunRange = 24 * 3600 * 1000;

// Tells how native histograms of one series come back from storage (Prometheus 3.14, TSDB histogram
// chunks): gauge histograms as `gauge`, the first counter histogram of a run as `unknown`, later
// ones as `not_reset`, all of a run with one common bucket layout. A run ends where a counter may
// have been reset, where schema, bounds, zero threshold or kind change, after a stale marker, at
// the end of its time range, and when it gets too large.
class HistogramRuns {
 public:
  // Takes the sample that comes next in `column` (its histograms so far, null for floats) and gives
  // the form to store. Older members of the run are replaced in the column where their layout
  // grows.
  HistogramPtr add(std::vector<HistogramPtr>& column, series::Timestamp time,
                   series::Timestamp run_range, const series::Histogram& histogram);
  // A float came: the run is over.
  void end() { length_ = 0; }

 private:
  bool is_full(series::Timestamp time) const;
  void begin(series::Timestamp time, series::Timestamp run_range, bool gauge);
  void grow(const series::Histogram* last, const series::Histogram& next, series::Timestamp time);

  std::size_t length_ = 0;  // samples of the current run, at the end of the column
  std::size_t bits_ = 0;    // estimated size of the run as an encoded chunk
  series::Timestamp first_time_ = 0;
  series::Timestamp range_end_ = 0;  // the run may not reach this time
  series::Timestamp cut_time_ = 0;   // where a run of this density is expected to be large enough
  bool predicted_ = false;           // cut_time_ was computed from the density
  bool gauge_ = false;
};

}  // namespace nsmon::storage
