// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/column.h"
#include "promql/ast.h"
#include "storage/samples.h"

#include <span>
#include <vector>

namespace nsmon::engine {

// Samples of one series that a range function looks at, in the order of time, without stale
// markers.
struct RangeSeries {
  LabelId labels = LabelTable::kEmpty;
  bool drop_name = false;
  storage::Samples samples;  // views into the store, or into `own`

  // Columns of samples that are not the store's; moving the series keeps the views valid.
  struct Own {
    std::vector<Timestamp> times;
    std::vector<double> values;
    std::vector<HistogramPtr> histograms;
    std::vector<Timestamp> starts;
  };
  Own own;

  void use_own() { samples = {own.times, own.values, own.histograms, own.starts}; }
};

// The samples of one series in the window of one step: (start, end], or wider for extended
// selectors.
struct Window {
  storage::Samples samples;
  Timestamp start = 0;
  Timestamp end = 0;

  std::size_t size() const { return samples.size(); }
  bool is_histogram(std::size_t i) const {
    return !samples.histograms.empty() && samples.histograms[i] != nullptr;
  }
  const series::Histogram& histogram(std::size_t i) const { return *samples.histograms[i]; }
  double value(std::size_t i) const { return samples.values[i]; }
  Timestamp time(std::size_t i) const { return samples.times[i]; }
  Timestamp start_time(std::size_t i) const {
    return samples.starts.empty() ? 0 : samples.starts[i];
  }
};

// A range vector at all steps: the samples once, and windows that only move forward over them.
struct RangeVector {
  std::vector<RangeSeries> series;
  Timestamp range_ms = 0;
  Timestamp lookback_ms = 0;  // how far extended selectors reach beyond the window
  promql::Extension extension = promql::Extension::none;
  bool fixed = false;       // an @ modifier: every step has the same window
  Timestamp fixed_end = 0;  // its end, offset included
  Timestamp offset_ms = 0;

  Timestamp window_end(const Grid& grid, std::size_t step) const {
    return fixed ? fixed_end : grid.time(step) - offset_ms;
  }
};

// Walks the windows of one series; call with ascending steps.
class WindowCursor {
 public:
  WindowCursor(const RangeVector& vector, const RangeSeries& series, const Grid& grid)
      : vector_(vector), series_(series), grid_(grid) {}

  Window at(std::size_t step) {
    Window window;
    window.end = vector_.window_end(grid_, step);
    window.start = window.end - vector_.range_ms;
    const bool extended = vector_.extension != promql::Extension::none;
    const Timestamp from = extended ? window.start - vector_.lookback_ms : window.start;
    const Timestamp to = vector_.extension == promql::Extension::smoothed
                             ? window.end + vector_.lookback_ms
                             : window.end;
    const auto times = series_.samples.times;
    while (first_ < times.size() && times[first_] <= from) ++first_;
    if (last_ < first_) last_ = first_;
    while (last_ < times.size() && times[last_] <= to) ++last_;
    window.samples = series_.samples.part(first_, last_ - first_);
    return window;
  }
  std::size_t first() const { return first_; }  // index in the series of the window's first sample

 private:
  const RangeVector& vector_;
  const RangeSeries& series_;
  const Grid& grid_;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
};

}  // namespace nsmon::engine
