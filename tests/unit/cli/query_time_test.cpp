// SPDX-License-Identifier: Apache-2.0
#include "cli/query_time.h"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

using namespace nsmon::cli;

namespace {
constexpr std::int64_t kNow = 1'700'000'000'500;
}

TEST_CASE("times are read in every form that users type") {
  const auto [text, expected] = GENERATE(table<std::string, std::int64_t>({
      {"now", kNow},
      {"now-1h30m", kNow - 5'400'000},
      {"now+15s", kNow + 15'000},
      {"0", 0},
      {"1435781430.781", 1'435'781'430'781},
      {"1.5e9", 1'500'000'000'000},
      {"-1", -1000},
      {"2023-11-14T22:13:20Z", 1'700'000'000'000},
      {"2023-11-14T22:13:20.5Z", 1'700'000'000'500},
      {"2023-11-14T22:13:20.123456789Z", 1'700'000'000'123},
      {"2023-11-15T00:13:20+02:00", 1'700'000'000'000},
      {"2023-11-14T16:43:20-0530", 1'700'000'000'000},
      {"2023-11-14 22:13", 1'699'999'980'000},
      {"2023-11-14", 1'699'920'000'000},
      {"2024-02-29", 1'709'164'800'000},
      {"1969-12-31T23:59:59Z", -1000},
  }));
  CAPTURE(text);
  const auto time = parse_time(text, kNow);
  REQUIRE(time.has_value());
  CHECK(*time == expected);
}

TEST_CASE("what is no time is refused") {
  const auto text = GENERATE(
      as<std::string>(), "", "yesterday", "now-", "now-1", "now-1x", "nowhere", "2023-13-01",
      "2023-02-30", "2023-11-14T24:00:00Z", "2023-11-14T1:00Z", "2023-11-14T22:13:20ZZ",
      "2023-11-14T22:13:20+25:00", "2023-11-14T", "1e30", "NaN", "inf", "12 ");
  CAPTURE(text);
  CHECK_FALSE(parse_time(text, kNow).has_value());
}

TEST_CASE("steps are seconds or durations above zero") {
  using std::chrono::milliseconds;
  CHECK(parse_step("15") == milliseconds(15'000));
  CHECK(parse_step("0.25") == milliseconds(250));
  CHECK(parse_step("1m30s") == milliseconds(90'000));
  for (const char* text : {"", "0", "0s", "-5", "-5s", "x", "NaN", "0.0001", "1e300"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_step(text).has_value());
  }
}

TEST_CASE("times are shown in UTC with the decimals they need") {
  CHECK(rfc3339(std::int64_t{0}) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339(std::int64_t{1'700'000'000'250}) == "2023-11-14T22:13:20.25Z");
  CHECK(rfc3339(std::int64_t{-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(rfc3339("1700000000.5") == "2023-11-14T22:13:20.5Z");
  CHECK(rfc3339("1e300") == "1e300");
  CHECK(rfc3339("not a time") == "not a time");
}
