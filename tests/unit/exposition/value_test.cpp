// SPDX-License-Identifier: Apache-2.0
#include "exposition/value.h"

#include "base/number_text.h"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace nsmon::exposition {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST_CASE("values are read as Prometheus reads them") {
  const auto [text, value] =
      GENERATE(table<std::string, double>({{"0", 0},
                                           {"-0", -0.0},
                                           {"+1", 1},
                                           {"12.5", 12.5},
                                           {".5", 0.5},
                                           {"5.", 5},
                                           {"1e3", 1000},
                                           {"1.234e+09", 1.234e9},
                                           {"1E-7", 1e-7},
                                           {"123456789012345678", 123456789012345678.0},
                                           {"4.9e-324", 4.9e-324},
                                           {"1e-400", 0},
                                           {"+Inf", kInfinity},
                                           {"-inf", -kInfinity},
                                           {"Infinity", kInfinity}}));
  CAPTURE(text);
  const auto read = parse_value(text);
  REQUIRE(read.has_value());
  CHECK(std::bit_cast<std::uint64_t>(*read) == std::bit_cast<std::uint64_t>(value));
}

TEST_CASE("other spellings are no values") {
  const std::string text = GENERATE("", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x1", "0x1p4", "1_0",
                                    "1,5", "--1", "+-1", "one", "1 ", "Na", "1e999", "0b1");
  CAPTURE(text);
  CHECK_FALSE(parse_value(text).has_value());
}

TEST_CASE("every NaN becomes the normal one") {
  for (const std::string text : {"NaN", "nan", "NAN"}) {
    CHECK(std::bit_cast<std::uint64_t>(parse_value(text).value_or(0)) == series::kNormalNanBits);
  }
}

TEST_CASE("short decimals round as the C library rounds them") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 200000; ++i) {
    std::string text = std::to_string(random() % 10'000'000'000'000'000U);
    if (i % 2 == 0) text.insert(random() % text.size(), ".");
    if (i % 3 == 0) text += "e" + std::to_string(static_cast<int>(random() % 60) - 30);
    CAPTURE(text);
    REQUIRE(parse_value(text) == std::strtod(text.c_str(), nullptr));
  }
}

TEST_CASE("time stamps are whole milliseconds in text and seconds in OpenMetrics") {
  CHECK(parse_milliseconds("1395066363000") == 1395066363000);
  CHECK(parse_milliseconds("-3982045") == -3982045);
  CHECK(parse_milliseconds("+5") == 5);
  for (const std::string text : {"", "1.5", "1e3", "+-5", "x", "9223372036854775808"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_milliseconds(text).has_value());
  }
  CHECK(parse_seconds("1520879607.789") == 1520879607789);
  CHECK(parse_seconds("1e3") == 1000000);
  CHECK(parse_seconds("-0.5") == -500);
  for (const std::string text : {"", "NaN", "+Inf", "1e300", "soon"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_seconds(text).has_value());
  }
}

}  // namespace
}  // namespace nsmon::exposition
