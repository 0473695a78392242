// SPDX-License-Identifier: Apache-2.0
#include "storage/loader.h"

#include "base/file.h"
#include "base/try.h"
#include "base/utf8.h"
#include "exposition/reader.h"
#include "storage/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <span>

namespace nsmon::storage {
namespace {

// Whether samples are lost with the line, or may be. Metadata and the order of families do not
// matter here.
bool loses_samples(const exposition::Problem& problem, exposition::Format format) {
  if (problem.severity != Severity::error) return false;
  if (problem.check == "exposition/end") return format == exposition::Format::openmetrics;
  return problem.check == "exposition/syntax" || problem.check == "exposition/sample";
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

Loader::Loader(Store& store, LoadOptions options) : store_(store), options_(std::move(options)) {}

std::expected<void, LoadFailure> Loader::read(const LoadInput& input) {
  inputs_.push_back(printable(input.name));
  known_.clear();
  last_ = nullptr;
  auto outcome = [&]() -> Result<void> {
    TRY_ASSIGN(const std::string_view piece, input.next());
    return is_recording(piece) ? read_recording(input, piece) : read_exposition(input, piece);
  }();
  if (!outcome) fail(std::move(outcome).error());
  if (failure_) return std::unexpected(*std::exchange(failure_, std::nullopt));
  return {};
}

Result<void> Loader::read_exposition(const LoadInput& input, std::string_view piece) {
  format_ = input.content_type.empty() ? exposition::detect_format(piece, input.tail)
                                       : exposition::format_of_content_type(input.content_type);
  exposition::Reader reader(format_, *this);
  while (!piece.empty() && !failure_) {
    TRY(reader.feed(piece));
    TRY_ASSIGN(piece, input.next());
  }
  if (!failure_) reader.finish();
  return {};
}

// Goes through a store of its own: only there the blocks are in order.
Result<void> Loader::read_recording(const LoadInput& input, std::string_view piece) {
  std::string content;
  while (!piece.empty()) {
    if (content.size() + piece.size() > kLargestFile) {
      return failure("the recording is larger than 1 GiB");
    }
    content += piece;
    TRY_ASSIGN(piece, input.next());
  }
  Store recorded(store_.limits());
  TRY_ASSIGN(const RecordingReport report, load_recording(content, recorded));
  if (report.dropped_bytes > 0 && summary_.dropped_bytes == 0) summary_.dropped = {inputs_.back()};
  summary_.dropped_bytes += report.dropped_bytes;
  for (SeriesId id = 0; id < recorded.series_count() && !failure_; ++id) {
    const SeriesView view = recorded.view(id);
    const auto kept = make_series(*view.labels);
    for (std::size_t i = 0; i < view.samples.size() && !failure_; ++i) {
      count(view.samples.times[i]);
      if (kept) put(*kept, view.samples.times[i], view.samples.values[i], 0);
    }
  }
  return {};
}

void Loader::sample(const exposition::Family&, const exposition::Sample& sample) {
  if (failure_) return;
  const series::Timestamp time = sample.timestamp.value_or(options_.scrape_time);
  count(time);
  if (const auto id = find_series(sample)) put(*id, time, sample.value, sample.line.number);
}

void Loader::problem(const exposition::Problem& problem) {
  if (failure_ || !loses_samples(problem, format_)) return;
  if (problem.line == 0 || problem.text.empty()) return fail({problem.message, {}, problem.hint});
  failure_.emplace(
      Error{problem.message, {problem.columns.begin, problem.columns.end}, problem.hint},
      SourceText(inputs_.back(), std::string(problem.text),
                 static_cast<std::uint32_t>(problem.line)));
}

// Histories are written series by series, so most lines are of the series of the line before.
std::optional<SeriesId> Loader::find_series(const exposition::Sample& sample) {
  if (last_ != nullptr && last_->first == sample.series) return last_->second;
  auto known = known_.find(sample.series);
  if (known == known_.end()) {
    std::vector<series::Label> labels;
    labels.reserve(sample.labels.size() + 1);
    labels.push_back({std::string(series::kMetricName), std::string(sample.name)});
    for (const exposition::LabelView& label : sample.labels) {
      labels.push_back({std::string(label.name), std::string(label.value)});
    }
    const auto id = make_series(series::LabelSet(std::move(labels)));
    known = known_.emplace(std::string(sample.series), id).first;
  }
  last_ = &*known;
  return last_->second;
}

std::optional<SeriesId> Loader::make_series(const series::LabelSet& labels) {
  if (options_.wanted && !options_.wanted(labels)) return std::nullopt;
  auto id = store_.series_id(labels);
  if (id) return *id;
  fail(std::move(id).error());
  return std::nullopt;
}

void Loader::count(series::Timestamp time) {
  if (summary_.samples++ == 0) summary_.first_time = summary_.last_time = time;
  summary_.first_time = std::min(summary_.first_time, time);
  summary_.last_time = std::max(summary_.last_time, time);
}

void Loader::put(SeriesId id, series::Timestamp time, double value, std::uint64_t line) {
  const Line here{inputs_.size() - 1, line};
  switch (store_.append(id, {.time = time, .value = value, .histogram = {}})) {
    case Append::added:
    case Append::repeated: return;
    case Append::duplicate: return conflict(here);
    case Append::out_of_order:
      if (summary_.late++ == 0) summary_.first_late = place(here);
      late_.push_back({id, time, value, here});
      break;
    case Append::over_limit: break;
  }
  if (store_.sample_count() + late_.size() >= store_.limits().samples) {
    fail({.message = fmt::format("more than {} samples", store_.limits().samples),
          .hint = "ask for fewer series or load fewer files"});
  }
}

void Loader::conflict(Line line) {
  ++summary_.conflicts;
  if (!first_conflict_ || line < *first_conflict_) first_conflict_ = line;
}

void Loader::fail(Error error) {
  error.message = inputs_.back() + ": " + error.message;
  failure_.emplace(std::move(error));
}

LoadSummary Loader::finish() {
  std::ranges::stable_sort(late_, {},
                           [](const Late& late) { return std::pair(late.id, late.time); });
  for (std::size_t begin = 0; begin < late_.size();) {
    const SeriesId id = late_[begin].id;
    const Samples present = store_.view(id).samples;
    std::vector<AddedSample> added;
    for (; begin < late_.size() && late_[begin].id == id; ++begin) {
      const Late& late = late_[begin];
      const auto place = std::ranges::lower_bound(present.times, late.time);
      const auto index = static_cast<std::size_t>(place - present.times.begin());
      if (!added.empty() && added.back().time == late.time) {
        if (!same_bits(added.back().value, late.value)) conflict(late.line);
      } else if (index < present.size() && present.times[index] == late.time) {
        if (!same_bits(present.values[index], late.value)) conflict(late.line);
      } else {
        added.push_back({.time = late.time, .value = late.value, .histogram = {}});
      }
    }
    store_.insert_sorted(id, added);
  }
  late_.clear();
  if (first_conflict_) summary_.first_conflict = place(*first_conflict_);
  return summary_;
}

}  // namespace nsmon::storage
