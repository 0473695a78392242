// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"
#include "base/try.h"
#include "storage/recording.h"
#include "storage/recording_format.h"

#include <charconv>
#include <optional>

namespace nsmon::storage {
namespace {

template <class Number>
bool take_number(std::string_view& text, char end, Number& number, int base = 10) {
  const auto [stop, problem] =
      std::from_chars(text.data(), text.data() + text.size(), number, base);
  const auto length = static_cast<std::size_t>(stop - text.data());
  if (problem != std::errc() || length >= text.size() || text[length] != end) return false;
  text.remove_prefix(length + 1);
  return true;
}

struct Block {
  series::Timestamp time = 0;
  std::string_view body;
};

class RecordingReader {
 public:
  RecordingReader(std::string_view content, Store& store) : rest_(content), store_(store) {}

  Result<RecordingReport> run() {
    while (!rest_.empty()) {
      if (rest_.starts_with(kRecordingMagic)) {
        rest_.remove_prefix(kRecordingMagic.size());
        series_.clear();
      } else if (rest_.front() == '\n') {
        rest_.remove_prefix(1);
      } else if (const auto block = take_block()) {
        ++report_.blocks;
        TRY(read(*block));
      } else {
        skip_damage();
      }
    }
    return std::move(report_);
  }

 private:
  std::optional<Block> take_block() {
    std::string_view text = rest_;
    Block block;
    std::size_t size = 0;
    std::uint32_t sum = 0;
    if (!text.starts_with('@')) return std::nullopt;
    text.remove_prefix(1);
    if (!take_number(text, ' ', block.time) || !take_number(text, ' ', size) ||
        !take_number(text, '\n', sum, 16) || size > text.size()) {
      return std::nullopt;
    }
    block.body = text.substr(0, size);
    if (crc32(block.body) != sum) return std::nullopt;
    rest_ = text.substr(size);
    return block;
  }

  // After damage the numbers of series cannot be trusted until a writer began anew.
  void skip_damage() {
    std::string line_of_magic = "\n";
    line_of_magic += kRecordingMagic;
    std::size_t next = rest_.find(line_of_magic, 1);
    if (next == std::string_view::npos) next = rest_.size();
    report_.dropped_bytes += next;
    rest_.remove_prefix(next);
  }

  Result<void> read(const Block& block) {
    std::string_view body = block.body;
    while (!body.empty()) {
      const std::size_t end = body.find('\n');
      const std::string_view line = body.substr(0, end);
      body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
      if (line.starts_with('+')) {
        const auto labels = decode_labels(line.substr(1));
        if (!labels) return failure("recording: a series cannot be read");
        TRY_ASSIGN(const SeriesId id, store_.series_id(*labels));
        series_.push_back(id);
      } else if (line.starts_with('!')) {
        const auto remark = decode_labels(line.substr(1));
        if (remark) report_.marks.push_back({block.time, std::string(remark->get("mark"))});
      } else {
        TRY(read_sample(block.time, line));
      }
    }
    return {};
  }

  Result<void> read_sample(series::Timestamp time, std::string_view line) {
    std::size_t number = 0;
    if (!take_number(line, ' ', number) || number >= series_.size()) {
      return failure("recording: a sample belongs to no series");
    }
    const bool stale = line == "stale";
    const auto value = stale ? std::optional(series::stale_marker()) : parse_float(line);
    if (!value) return failure("recording: a value cannot be read");
    ++report_.samples;
    switch (store_.append(series_[number], {.time = time, .value = *value, .histogram = {}})) {
      case Append::over_limit: return failure("more samples than the store may hold");
      case Append::duplicate:
      case Append::out_of_order: ++report_.refused; break;
      default: break;
    }
    return {};
  }

  std::string_view rest_;
  Store& store_;
  std::vector<SeriesId> series_;  // by their number in the file
  RecordingReport report_;
};

}  // namespace

Result<RecordingReport> load_recording(std::string_view content, Store& store) {
  if (!is_recording(content)) return failure("this is no recording");
  return RecordingReader(content, store).run();
}

}  // namespace nsmon::storage
