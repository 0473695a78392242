// SPDX-License-Identifier: Apache-2.0
#include "storage/recording.h"

#include "base/file.h"
#include "storage/recording_format.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <string>

#include <unistd.h>

namespace {

using namespace nsmon;
using series::LabelSet;
using storage::RecordedSample;
using storage::RecordingWriter;
using storage::Store;

// A file name of its own, removed at the end.
struct TemporaryFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("nsmon-recording-" + std::to_string(::getpid()));
  TemporaryFile() { std::filesystem::remove(path); }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

const LabelSet kLoss{{"__name__", "loss"}, {"run", "a\tb\\c\nd"}};
const LabelSet kEpoch{{"__name__", "epoch"}};

void write_two_blocks(const std::filesystem::path& path) {
  auto writer = RecordingWriter::open(path).value();
  const RecordedSample first[] = {{&kLoss, 0.731}, {&kEpoch, 3}};
  const RecordedSample second[] = {{&kEpoch, std::nan("")}, {&kLoss, series::stale_marker()}};
  REQUIRE(writer.add(1000, first).has_value());
  REQUIRE(writer.mark(1500, "new rate").has_value());
  REQUIRE(writer.add(2000, second).has_value());
}

}  // namespace

TEST_CASE("a recording reads back what was written") {
  const TemporaryFile file;
  write_two_blocks(file.path);
  Store store;
  const auto report = storage::load_recording(read_file(file.path).value(), store).value();
  CHECK(report.blocks == 3);
  CHECK(report.samples == 4);
  CHECK(report.dropped_bytes == 0);
  REQUIRE(report.marks.size() == 1);
  CHECK(report.marks[0].text == "new rate");
  const auto loss = store.view(store.series_id(kLoss).value()).samples;
  REQUIRE(loss.size() == 2);
  CHECK(loss.values[0] == 0.731);
  CHECK(series::is_stale(loss.values[1]));
}

TEST_CASE("a torn tail is dropped, at every length") {
  const TemporaryFile file;
  write_two_blocks(file.path);
  const std::string whole = read_file(file.path).value();
  for (std::size_t size = storage::kRecordingMagic.size(); size < whole.size(); ++size) {
    Store store;
    const auto report = storage::load_recording(whole.substr(0, size), store);
    REQUIRE(report.has_value());
    CHECK(report->blocks < 3);
  }
}

TEST_CASE("a second writer begins anew after a torn tail") {
  const TemporaryFile file;
  write_two_blocks(file.path);
  std::filesystem::resize_file(file.path, std::filesystem::file_size(file.path) - 3);
  auto writer = RecordingWriter::open(file.path).value();
  const RecordedSample sample[] = {{&kEpoch, 4}};
  REQUIRE(writer.add(3000, sample).has_value());
  Store store;
  const auto report = storage::load_recording(read_file(file.path).value(), store).value();
  CHECK(report.blocks == 3);
  CHECK(report.dropped_bytes > 0);
  CHECK(store.view(store.series_id(kEpoch).value()).samples.size() == 2);
}

TEST_CASE("a changed byte is noticed") {
  const TemporaryFile file;
  write_two_blocks(file.path);
  std::string content = read_file(file.path).value();
  content[content.find("0.731")] = '9';
  Store store;
  const auto report = storage::load_recording(content, store).value();
  CHECK(report.blocks == 0);
  CHECK(report.dropped_bytes > 0);
}

TEST_CASE("other content is no recording") {
  Store store;
  CHECK_FALSE(storage::load_recording("up 1\n", store).has_value());
}

TEST_CASE("the check is the CRC-32 of zlib") {
  CHECK(storage::crc32("123456789") == 0xcbf43926);
}
