// SPDX-License-Identifier: Apache-2.0
#include "testing/script_histograms.h"

#include "base/number_text.h"
#include "base/try.h"
#include "series/histogram_bounds.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace nsmon::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A classic histogram at one time.
struct ClassicSample {
  std::map<double, double> buckets;  // cumulative counts by upper bound
  std::optional<double> count;
  double sum = 0;
  Timestamp start = 0;
};

using ClassicSeries = std::map<Timestamp, ClassicSample>;

enum class Part { bucket, count, sum };

// The part of a classic histogram that a series is, and the labels of the histogram as a whole.
std::optional<Part> part_of(series::LabelSet& labels) {
  for (const auto& [suffix, part] : {std::pair{std::string_view("_bucket"), Part::bucket},
                                     std::pair{std::string_view("_count"), Part::count},
                                     std::pair{std::string_view("_sum"), Part::sum}}) {
    const std::string name(labels.metric_name());
    if (!name.ends_with(suffix)) continue;
    labels.set(series::kMetricName, name.substr(0, name.size() - suffix.size()));
    labels.remove("le");
    return part;
  }
  return std::nullopt;
}

void put(ClassicSample& sample, Part part, double upper, double value) {
  switch (part) {
    case Part::bucket: sample.buckets[upper] = value; break;
    case Part::count: sample.count = value; break;
    case Part::sum: sample.sum = value; break;
  }
}

Result<series::Histogram> convert(const ClassicSample& sample) {
  series::Histogram histogram;
  histogram.schema = series::kCustomSchema;
  histogram.sum = sample.sum;
  histogram.count = sample.count.value_or(sample.buckets.rbegin()->second);
  std::map<double, double> buckets = sample.buckets;
  const auto [last, added] = buckets.try_emplace(kInfinity, histogram.count);
  if (!added && last->second != histogram.count) {
    return failure("count mismatch between the +Inf bucket and the total of a classic histogram");
  }
  std::vector<series::BucketCount> counts;
  double before = 0;
  for (const auto& [upper, count] : buckets) {
    if (count < before) return failure("bucket counts of a classic histogram do not accumulate");
    counts.push_back({static_cast<std::int32_t>(counts.size()), count - before});
    if (upper != kInfinity) histogram.custom_bounds.push_back(upper);
    before = count;
  }
  std::erase_if(counts, [](const series::BucketCount& bucket) { return bucket.count == 0; });
  histogram.positive = series::make_buckets(counts);
  return histogram;
}

std::map<series::LabelSet, ClassicSeries> gather(const LoadCommand& command) {
  std::map<series::LabelSet, ClassicSeries> all;
  for (const auto& [labels, loaded] : command.series) {
    series::LabelSet whole = labels;
    const auto part = part_of(whole);
    if (!part) continue;
    const auto upper = part == Part::bucket ? parse_float(labels.get("le")) : 0.0;
    if (!upper) continue;
    const auto& values = loaded.description.values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto* value = std::get_if<double>(&values[i]);
      if (value == nullptr || series::is_stale(*value)) continue;
      const Timestamp time = static_cast<Timestamp>(i) * command.interval_ms;
      ClassicSample& sample = all[whole][time];
      put(sample, *part, *upper, *value);
      const bool has_start = i < loaded.starts_ms.size() && loaded.starts_ms[i];
      if (has_start) sample.start = time + *loaded.starts_ms[i];
    }
  }
  return all;
}

}  // namespace

Result<void> load_custom_histograms(const LoadCommand& command, storage::Store& store) {
  for (const auto& [labels, classic] : gather(command)) {
    TRY_ASSIGN(const storage::SeriesId id, store.series_id(labels));
    for (const auto& [time, sample] : classic) {
      if (sample.buckets.empty()) continue;
      TRY_ASSIGN(auto histogram, convert(sample));
      store.insert(id,
                   {.time = time,
                    .histogram = std::make_shared<const series::Histogram>(std::move(histogram)),
                    .start = sample.start});
    }
  }
  return {};
}

}  // namespace nsmon::testing
