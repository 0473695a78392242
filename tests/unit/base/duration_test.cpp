// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <catch2/catch.hpp>

using namespace nsmon;
using std::chrono::milliseconds;

TEST_CASE("durations are read and written the way Prometheus does") {
  const auto [text, ms, printed] = GENERATE(table<const char*, std::int64_t, const char*>({
      {"0", 0, "0s"},
      {"0s", 0, "0s"},
      {"1ms", 1, "1ms"},
      {"1h30m", 5'400'000, "1h30m"},
      {"90m", 5'400'000, "1h30m"},
      {"8d", 691'200'000, "8d"},
      {"1w", 604'800'000, "1w"},
      {"14d", 1'209'600'000, "2w"},
      {"1y", 31'536'000'000, "1y"},
      {"1y2w3d4h5m6s7ms", 33'019'506'007, "382d4h5m6s7ms"},
  }));
  const auto read = parse_duration(text);
  CAPTURE(text);
  REQUIRE(read.has_value());
  CHECK(read->count() == ms);
  CHECK(format_duration(*read) == printed);
}

TEST_CASE("a refused duration says what was found") {
  const auto [text, message] = GENERATE(table<const char*, const char*>({
      {"", "empty duration string"},
      {"5", "not a valid duration string: \"5\""},
      {"5 min", "not a valid duration string: \"5 min\""},
      {"1.5h", "not a valid duration string: \"1.5h\""},
      {"30m1h", "not a valid duration string: \"30m1h\""},
      {"1m1m", "not a valid duration string: \"1m1m\""},
      {"-5m", "not a valid duration string: \"-5m\""},
      {"m", "not a valid duration string: \"m\""},
      {"293y", "duration out of range"},
      {"99999999999999999999s", "duration out of range"},
  }));
  const auto read = parse_duration(text);
  CAPTURE(text);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().message == message);
}

TEST_CASE("a negative duration keeps its sign") {
  CHECK(format_duration(milliseconds(-90'000)) == "-1m30s");
}
