// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/histogram.h"
#include "series/labels.h"
#include "series/sample.h"

#include <memory>
#include <span>

namespace nsmon::storage {

// A native histogram that is never changed once it is in a column. Shared: the store, the columns
// of a running query and the results that a caller keeps hold the same object.
using HistogramPtr = std::shared_ptr<const series::Histogram>;

// Samples of one series in the order of time, as parallel columns. A sample is a histogram where
// `histograms` holds one, else a float. Stale markers are included (a histogram's is in its sum).
// Only a view: it lives as long as the series is not changed.
struct Samples {
  std::span<const series::Timestamp> times;
  std::span<const double> values;
  std::span<const HistogramPtr> histograms;   // empty when there are only floats
  std::span<const series::Timestamp> starts;  // start timestamps, 0 unknown; empty when all are

  std::size_t size() const { return times.size(); }
  Samples part(std::size_t from, std::size_t count) const {
    return {times.subspan(from, count), values.subspan(from, count),
            histograms.empty() ? histograms : histograms.subspan(from, count),
            starts.empty() ? starts : starts.subspan(from, count)};
  }
};

struct SeriesView {
  const series::LabelSet* labels = nullptr;  // never null; owned by the store
  Samples samples;
};

}  // namespace nsmon::storage
