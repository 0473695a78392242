// SPDX-License-Identifier: Apache-2.0
#include "storage/store.h"

#include "series/histogram_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <iterator>
#include <optional>

namespace nsmon::storage {
namespace {

using series::LabelSet;
using series::Matcher;
using series::Timestamp;

bool same_value(const HistogramPtr& stored, double stored_value, const AddedSample& sample) {
  if (static_cast<bool>(stored) != static_cast<bool>(sample.histogram)) return false;
  if (stored) return series::same(series::compacted(*stored), series::compacted(*sample.histogram));
  return std::bit_cast<std::uint64_t>(stored_value) == std::bit_cast<std::uint64_t>(sample.value);
}

bool accepts(std::span<const Matcher> matchers, const LabelSet& labels) {
  return std::ranges::all_of(matchers, [&](const Matcher& matcher) {
    return matcher.matches(labels.get(matcher.name()));
  });
}

void unite(std::vector<SeriesId>& into, const std::vector<SeriesId>& more) {
  std::vector<SeriesId> all;
  all.reserve(into.size() + more.size());
  std::ranges::set_union(into, more, std::back_inserter(all));
  into = std::move(all);
}

std::size_t hash_of(const LabelSet& labels) {
  constexpr std::size_t kPrime = 1099511628211U;  // of FNV-1a
  std::size_t hash = 0;
  for (const series::Label& label : labels) {
    hash = (hash ^ std::hash<std::string>()(label.name)) * kPrime;
    hash = (hash ^ std::hash<std::string>()(label.value)) * kPrime;
  }
  return hash;
}

HistogramPtr stale_histogram() {
  auto histogram = std::make_shared<series::Histogram>();
  histogram->sum = series::stale_marker();
  return histogram;
}

}  // namespace

Result<SeriesId> Store::series_id(const LabelSet& labels) {
  const std::size_t hash = hash_of(labels);
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto known = begin; known != end; ++known) {
    if (series_[known->second].labels == labels) return known->second;
  }
  if (series_.size() >= limits_.series) {
    return failure(fmt::format("more than {} series", limits_.series));
  }
  const auto id = static_cast<SeriesId>(series_.size());
  series_.emplace_back().labels = labels;
  by_hash_.emplace(hash, id);
  for (const series::Label& label : labels) postings_[label.name][label.value].push_back(id);
  return id;
}

Append Store::push(Series& series, const AddedSample& sample) {
  if (sample_count_ >= limits_.samples) return Append::over_limit;
  HistogramPtr histogram = sample.histogram;
  const bool after_histogram = !series.histograms.empty() && series.histograms.back();
  if (!histogram && after_histogram && series::is_stale(sample.value)) {
    histogram = stale_histogram();
  }
  if (histogram) {
    series.histograms.resize(series.times.size());
    series.histograms.push_back(
        series.runs.add(series.histograms, sample.time, run_range_, *histogram));
  } else {
    series.runs.end();
    if (!series.histograms.empty()) series.histograms.emplace_back();
  }
  if (sample.start != 0 || !series.starts.empty()) {
    series.starts.resize(series.times.size());
    series.starts.push_back(sample.start);
  }
  series.times.push_back(sample.time);
  series.values.push_back(histogram ? 0 : sample.value);
  ++sample_count_;
  return Append::added;
}

Append Store::append(SeriesId id, const AddedSample& sample) {
  Series& series = series_[id];
  if (series.times.empty() || sample.time > series.times.back()) return push(series, sample);
  if (sample.time < series.times.back()) return Append::out_of_order;
  const HistogramPtr& last = series.histograms.empty() ? HistogramPtr{} : series.histograms.back();
  return same_value(last, series.values.back(), sample) ? Append::repeated : Append::duplicate;
}

Result<Append> Store::append(const LabelSet& labels, const AddedSample& sample) {
  auto id = series_id(labels);
  if (!id) return std::unexpected(std::move(id).error());
  return append(*id, sample);
}

std::vector<AddedSample> Store::copy_samples(const Series& series) const {
  std::vector<AddedSample> samples(series.times.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i].time = series.times[i];
    samples[i].value = series.values[i];
    if (!series.histograms.empty()) samples[i].histogram = series.histograms[i];
    if (!series.starts.empty()) samples[i].start = series.starts[i];
  }
  return samples;
}

void Store::rebuild(Series& series, const std::vector<AddedSample>& samples) {
  sample_count_ -= series.times.size();
  series.times.clear();
  series.values.clear();
  series.histograms.clear();
  series.starts.clear();
  series.runs.end();
  for (const AddedSample& sample : samples) push(series, sample);
}

Append Store::insert(SeriesId id, const AddedSample& sample) {
  Series& series = series_[id];
  if (series.times.empty() || sample.time > series.times.back()) return push(series, sample);
  if (sample_count_ >= limits_.samples) return Append::over_limit;
  auto samples = copy_samples(series);
  const auto place = std::ranges::lower_bound(samples, sample.time, {}, &AddedSample::time);
  if (place != samples.end() && place->time == sample.time) {
    *place = sample;
  } else {
    samples.insert(place, sample);
  }
  rebuild(series, samples);
  return Append::added;
}

void Store::insert_sorted(SeriesId id, std::span<const AddedSample> samples) {
  if (samples.empty()) return;
  Series& series = series_[id];
  const auto present = copy_samples(series);
  std::vector<AddedSample> all;
  all.reserve(present.size() + samples.size());
  std::ranges::merge(present, samples, std::back_inserter(all), {}, &AddedSample::time,
                     &AddedSample::time);
  rebuild(series, all);
}

void Store::drop_before(Timestamp time) {
  for (Series& series : series_) {
    const auto first = std::ranges::lower_bound(series.times, time) - series.times.begin();
    if (first == 0) continue;
    const auto cut = [first](auto& column) {
      if (!column.empty()) column.erase(column.begin(), column.begin() + first);
    };
    sample_count_ -= static_cast<std::size_t>(first);
    cut(series.times);
    cut(series.values);
    cut(series.starts);
    cut(series.histograms);
    if (!series.histograms.empty()) rebuild(series, copy_samples(series));
  }
}

void Store::clear() {
  series_.clear();
  by_hash_.clear();
  postings_.clear();
  sample_count_ = 0;
}

// The ids that one matcher leaves, or nothing when it accepts the empty value, so that series
// without the label belong to it as well.
std::vector<SeriesId> Store::candidates(std::span<const Matcher> matchers) const {
  std::optional<std::vector<SeriesId>> best;
  for (const Matcher& matcher : matchers) {
    if (matcher.matches("")) continue;
    std::vector<SeriesId> ids;
    const auto values = postings_.find(matcher.name());
    if (values == postings_.end()) return {};
    if (matcher.op() == series::MatchOp::equal) {
      const auto posting = values->second.find(matcher.value());
      if (posting == values->second.end()) return {};
      if (best && best->size() <= posting->second.size()) continue;
      ids = posting->second;
    } else {
      if (best && best->size() < values->second.size()) continue;
      for (const auto& [value, posting] : values->second) {
        if (!matcher.matches(value)) continue;
        ids.empty() ? void(ids = posting) : unite(ids, posting);
      }
    }
    if (!best || ids.size() < best->size()) best = std::move(ids);
  }
  if (best) return std::move(*best);
  std::vector<SeriesId> all(series_.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<SeriesId>(i);
  return all;
}

SeriesView Store::view(SeriesId id) const {
  const Series& series = series_[id];
  return {&series.labels, {series.times, series.values, series.histograms, series.starts}};
}

std::vector<SeriesView> Store::select(std::span<const Matcher> matchers, Timestamp from,
                                      Timestamp to) const {
  std::vector<SeriesView> selected;
  for (const SeriesId id : candidates(matchers)) {
    const Series& series = series_[id];
    if (!accepts(matchers, series.labels)) continue;
    const auto first = std::ranges::lower_bound(series.times, from) - series.times.begin();
    const auto last = std::ranges::upper_bound(series.times, to) - series.times.begin();
    if (last <= first) continue;
    const SeriesView all = view(id);
    selected.push_back({all.labels, all.samples.part(static_cast<std::size_t>(first),
                                                     static_cast<std::size_t>(last - first))});
  }
  std::ranges::sort(selected,
                    [](const SeriesView& a, const SeriesView& b) { return *a.labels < *b.labels; });
  return selected;
}

std::pair<Timestamp, Timestamp> Store::time_range() const {
  std::optional<std::pair<Timestamp, Timestamp>> range;
  for (const Series& series : series_) {
    if (series.times.empty()) continue;
    if (!range) range.emplace(series.times.front(), series.times.back());
    range->first = std::min(range->first, series.times.front());
    range->second = std::max(range->second, series.times.back());
  }
  return range.value_or(std::pair<Timestamp, Timestamp>{0, 0});
}

}  // namespace nsmon::storage
