// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "storage/store.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsmon::storage {

// A recording is a file to which blocks are appended, one for each scrape. The form is described in
// docs/design/recording.md.

struct RecordedSample {
  const series::LabelSet* labels = nullptr;  // with the metric name
  double value = 0;                          // a stale marker is kept as one
};

// Appends to a recording. Each block is written with one call, so that an end of the program at any
// point loses no block that was finished before.
class RecordingWriter {
 public:
  // Opens or makes the file; what it holds stays.
  static Result<RecordingWriter> open(const std::filesystem::path& path);
  RecordingWriter(RecordingWriter&& other) noexcept;
  RecordingWriter& operator=(RecordingWriter&& other) noexcept;
  ~RecordingWriter();

  // Writes the samples of one time. Times should ascend.
  Result<void> add(series::Timestamp time, std::span<const RecordedSample> samples);
  // Writes a remark, such as a moment that a user marked.
  Result<void> mark(series::Timestamp time, std::string_view text);

 private:
  explicit RecordingWriter(int descriptor) : descriptor_(descriptor) {}
  Result<void> write_block(series::Timestamp time, const std::string& body);

  int descriptor_ = -1;
  std::unordered_map<std::string, std::uint32_t> ids_;  // written form of a series -> its number
};

struct RecordingMark {
  series::Timestamp time = 0;
  std::string text;
};

// What reading a recording came to.
struct RecordingReport {
  std::size_t blocks = 0;
  std::size_t samples = 0;
  std::size_t refused = 0;        // samples that the store did not take (out of order, duplicate)
  std::size_t dropped_bytes = 0;  // of damaged or unfinished blocks
  std::vector<RecordingMark> marks;
};

inline constexpr std::string_view kRecordingMagic = "nsmon-recording 1\n";
inline bool is_recording(std::string_view content) {
  return content.starts_with(kRecordingMagic);
}

// Reads all whole blocks into a store. A torn tail and damaged blocks are left out and counted. The
// errors are those of content that is no recording and of a full store.
Result<RecordingReport> load_recording(std::string_view content, Store& store);

}  // namespace nsmon::storage
