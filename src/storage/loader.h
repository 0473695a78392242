// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "base/source_text.h"
#include "exposition/events.h"
#include "exposition/format.h"
#include "storage/store.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nsmon::storage {

// Where in the inputs something was found; line 0 is an input without lines of its own.
struct LoadPlace {
  std::string input;
  std::uint64_t line = 0;
};

struct LoadOptions {
  series::Timestamp scrape_time = 0;  // of samples that carry no time stamp
  // Which series are kept; all when empty.
  std::function<bool(const series::LabelSet&)> wanted = {};
};

// What the inputs came to. Nothing of it is an error, but users should be told.
struct LoadSummary {
  std::size_t samples = 0;  // read, of any series
  series::Timestamp first_time = 0;
  series::Timestamp last_time = 0;
  std::size_t late = 0;  // older than the newest of their series: sorted in
  LoadPlace first_late = {};
  std::size_t conflicts = 0;  // another value for a time that has one: the one read first stays
  LoadPlace first_conflict = {};
  std::size_t dropped_bytes = 0;  // of recordings: blocks that are torn or damaged
  LoadPlace dropped = {};         // the first such recording
};

// Why an input cannot be loaded.
struct LoadFailure {
  Error error;
  std::optional<SourceText> source = {};  // the line at fault, which the span of the error lies in
};

struct LoadInput {
  std::string name;               // for messages
  std::string content_type = {};  // as a server names it; else the content is looked at
  std::string tail = {};          // the last bytes, when they can be had beforehand
  std::function<Result<std::string_view>()> next;  // pieces, empty at the end
};

// Reads expositions in both formats, scrapes as well as histories with time stamps, and recordings
// into one store. An exposition is never in memory as a whole. A line that cannot be read fails the
// input, since a part of the data gives wrong answers. The samples of a series may come in any
// order, within an input and across inputs.
class Loader final : private exposition::Sink {
 public:
  // The store must outlive the loader.
  Loader(Store& store, LoadOptions options);

  std::expected<void, LoadFailure> read(const LoadInput& input);
  // After the last input: sorts late samples in.
  LoadSummary finish();

 private:
  struct Line {
    std::size_t input = 0;
    std::uint64_t number = 0;
    auto operator<=>(const Line&) const = default;
  };
  struct Late {
    SeriesId id = 0;
    series::Timestamp time = 0;
    double value = 0;
    Line line;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void sample(const exposition::Family& family, const exposition::Sample& sample) override;
  void problem(const exposition::Problem& problem) override;
  Result<void> read_exposition(const LoadInput& input, std::string_view piece);
  Result<void> read_recording(const LoadInput& input, std::string_view piece);
  std::optional<SeriesId> find_series(const exposition::Sample& sample);
  std::optional<SeriesId> make_series(const series::LabelSet& labels);
  void count(series::Timestamp time);
  void put(SeriesId id, series::Timestamp time, double value, std::uint64_t line);
  void conflict(Line line);
  LoadPlace place(Line line) const { return {inputs_[line.input], line.number}; }
  void fail(Error error);

  Store& store_;
  LoadOptions options_;
  LoadSummary summary_;
  exposition::Format format_ = exposition::Format::text;
  std::vector<std::string> inputs_;
  std::vector<Late> late_;
  std::optional<Line> first_conflict_;
  std::optional<LoadFailure> failure_;
  // The series of an input by their bytes as written; nothing for those that are not wanted.
  std::unordered_map<std::string, std::optional<SeriesId>, TextHash, std::equal_to<>> known_;
  const std::pair<const std::string, std::optional<SeriesId>>* last_ = nullptr;
};

}  // namespace nsmon::storage
