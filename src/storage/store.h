// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "series/matcher.h"
#include "storage/histogram_runs.h"
#include "storage/samples.h"

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace nsmon::storage {

// Bounds of a store; what would exceed them is refused, nothing is dropped silently.
struct StoreLimits {
  std::size_t series = 10'000'000;
  std::size_t samples = 500'000'000;  // a native histogram counts once
};

enum class Append {
  added,
  repeated,      // the same value at the time of the newest sample: nothing to do
  duplicate,     // another value at the time of the newest sample: refused
  out_of_order,  // older than the newest sample: refused
  over_limit     // refused, see StoreLimits
};

using SeriesId = std::uint32_t;

struct AddedSample {
  series::Timestamp time = 0;
  double value = 0;
  HistogramPtr histogram;       // set: a native histogram, `value` does not count
  series::Timestamp start = 0;  // start timestamp, 0 unknown
};

// Series in memory: columns of times and values, found through posting lists of their labels.
// Native histograms come back as the TSDB of Prometheus returns them: grouped in runs with one
// bucket layout, with counter reset hints that tell only the place in the run (histogram_runs.h). A
// stale float after a histogram is kept as a stale histogram. Reading from several threads at once
// is safe.
class Store {
 public:
  explicit Store(StoreLimits limits = {}, series::Timestamp run_range_ms = kDefaultRunRange)
      : limits_(limits), run_range_(run_range_ms) {}
  Store(Store&&) noexcept = default;
  Store& operator=(Store&&) noexcept = default;

  // The series with these labels, made when it is new. The error is the limit of series.
  Result<SeriesId> series_id(const series::LabelSet& labels);

  // Adds a sample at the end of a series.
  Append append(SeriesId id, const AddedSample& sample);
  Result<Append> append(const series::LabelSet& labels, const AddedSample& sample);
  // Adds a sample anywhere; one at the same time is replaced. Slow unless it is the newest.
  Append insert(SeriesId id, const AddedSample& sample);
  // Adds many samples anywhere at once: sorted by time, none at a time that is taken.
  void insert_sorted(SeriesId id, std::span<const AddedSample> samples);

  // Forgets samples older than `time`; series stay known. Rebuilds histogram runs of what is left.
  void drop_before(series::Timestamp time);
  void clear();

  // Series that all matchers accept, in the order of labels, with their samples in [from, to].
  // Series without a sample there are left out.
  std::vector<SeriesView> select(std::span<const series::Matcher> matchers, series::Timestamp from,
                                 series::Timestamp to) const;
  SeriesView view(SeriesId id) const;
  const StoreLimits& limits() const { return limits_; }
  std::size_t series_count() const { return series_.size(); }
  std::size_t sample_count() const { return sample_count_; }
  // Times of the first and last sample of all series; {0, 0} for an empty store.
  std::pair<series::Timestamp, series::Timestamp> time_range() const;

 private:
  struct Series {
    series::LabelSet labels;
    std::vector<series::Timestamp> times;
    std::vector<double> values;
    std::vector<HistogramPtr> histograms;
    std::vector<series::Timestamp> starts;
    HistogramRuns runs;
  };
  using Postings = std::map<std::string, std::vector<SeriesId>, std::less<>>;

  Append push(Series& series, const AddedSample& sample);
  void rebuild(Series& series, const std::vector<AddedSample>& samples);
  std::vector<AddedSample> copy_samples(const Series& series) const;
  std::vector<SeriesId> candidates(std::span<const series::Matcher> matchers) const;

  StoreLimits limits_;
  series::Timestamp run_range_;
  std::deque<Series> series_;  // a deque: views of labels stay valid while series are added
  std::unordered_multimap<std::size_t, SeriesId> by_hash_;  // of the labels
  std::map<std::string, Postings, std::less<>> postings_;
  std::size_t sample_count_ = 0;
};

}  // namespace nsmon::storage
