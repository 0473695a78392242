// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"
#include "base/try.h"
#include "storage/recording.h"
#include "storage/recording_format.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace nsmon::storage {
namespace {

Result<void> write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(fmt::format("recording: {}", std::strerror(errno)));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<RecordingWriter> RecordingWriter::open(const std::filesystem::path& path) {
  constexpr int kMode = 0644;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
  if (descriptor < 0) {
    return failure(fmt::format("{}: {}", path.string(), std::strerror(errno)));
  }
  RecordingWriter writer(descriptor);
  // A line feed ends what a killed writer may have left unfinished; the magic line begins new
  // numbers.
  const bool fresh = ::lseek(descriptor, 0, SEEK_END) <= 0;
  TRY(write_all(descriptor, (fresh ? "" : "\n") + std::string(kRecordingMagic)));
  return writer;
}

RecordingWriter::RecordingWriter(RecordingWriter&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), ids_(std::move(other.ids_)) {}

RecordingWriter& RecordingWriter::operator=(RecordingWriter&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(ids_, other.ids_);
  return *this;
}

RecordingWriter::~RecordingWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> RecordingWriter::add(series::Timestamp time, std::span<const RecordedSample> samples) {
  std::string body;
  for (const RecordedSample& sample : samples) {
    std::string labels = encode_labels(*sample.labels);
    const auto [known, fresh] =
        ids_.try_emplace(std::move(labels), static_cast<std::uint32_t>(ids_.size()));
    if (fresh) fmt::format_to(std::back_inserter(body), "+{}\n", known->first);
    fmt::format_to(std::back_inserter(body), "{} {}\n", known->second,
                   series::is_stale(sample.value) ? "stale" : format_g(sample.value));
  }
  return write_block(time, body);
}

Result<void> RecordingWriter::mark(series::Timestamp time, std::string_view text) {
  const series::LabelSet remark{{"mark", std::string(text)}};
  return write_block(time, fmt::format("!{}\n", encode_labels(remark)));
}

Result<void> RecordingWriter::write_block(series::Timestamp time, const std::string& body) {
  return write_all(descriptor_,
                   fmt::format("@{} {} {:08x}\n{}", time, body.size(), crc32(body), body));
}

}  // namespace nsmon::storage
