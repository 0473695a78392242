// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace nsmon;

TEST_CASE("plain numbers have no exponent and read back exactly") {
  const auto [value, text] = GENERATE(table<double, const char*>({
      {0.0, "0"},
      {-0.0, "-0"},
      {1.0, "1"},
      {0.1, "0.1"},
      {1e21, "1000000000000000000000"},
      {1e-7, "0.0000001"},
      {123456789.125, "123456789.125"},
      {HUGE_VAL, "+Inf"},
      {-HUGE_VAL, "-Inf"},
  }));
  CHECK(format_plain(value) == text);
}

TEST_CASE("the %g form changes to an exponent where Go does") {
  const auto [value, text] = GENERATE(table<double, const char*>({
      {1000000, "1e+06"},
      {999999, "999999"},
      {1234567, "1.234567e+06"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {0.5, "0.5"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {-2.5, "-2.5"},
  }));
  CHECK(format_g(value) == text);
}

TEST_CASE("the %.Ng form rounds to significant digits and drops zeros") {
  const auto [value, digits, text] = GENERATE(table<double, int, const char*>({
      {1234567, 4, "1.235e+06"},
      {1234, 4, "1234"},
      {12345, 4, "1.234e+04"},
      {0.12345, 4, "0.1235"},
      {100, 4, "100"},
      {0, 4, "0"},
      {9999.9, 4, "1e+04"},
      {1.5, 4, "1.5"},
  }));
  CHECK(format_g(value, digits) == text);
}

TEST_CASE("the form of the HTTP API is plain between 1e-6 and 1e21") {
  const auto [value, text] = GENERATE(table<double, const char*>({
      {1e-6, "0.000001"},
      {1e-7, "1e-07"},
      {1e20, "100000000000000000000"},
      {123456789012345678912.0, "123456789012345680000"},
      {9007199254740993.0, "9007199254740992"},
      {-36028797018963972.0, "-36028797018963970"},
      {1e21, "1e+21"},
      {0, "0"},
      {1.5, "1.5"},
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
  }));
  CHECK(format_api(value) == text);
}

TEST_CASE("numbers are read as Go reads them") {
  const auto [text, value] = GENERATE(table<const char*, double>({
      {"1", 1},
      {"+1", 1},
      {"-1.5e3", -1500},
      {".5", 0.5},
      {"5.", 5},
      {"1e400x", NAN},
      {"0x1p-2", 0.25},
      {"0x_1p4", 16},
      {"Inf", HUGE_VAL},
      {"-inf", -HUGE_VAL},
      {"+Infinity", HUGE_VAL},
      {"1e-400", 0},
  }));
  const auto read = parse_float(text);
  CAPTURE(text);
  if (std::isnan(value)) {
    CHECK_FALSE(read.has_value());
  } else {
    REQUIRE(read.has_value());
    CHECK(*read == value);
  }
}

TEST_CASE("what Go refuses is no number") {
  const auto* const text = GENERATE("", "+", "-", "1_000", "0x1", "1e", "1e+", "--1", "+-1", " 1",
                                    "1 ", "infinit", "+nan", "1e400", "0x", "e5", "0b1");
  CAPTURE(text);
  CHECK_FALSE(parse_float(text).has_value());
}

TEST_CASE("NaN is read in any case") {
  const auto* const text = GENERATE("NaN", "nan", "NAN");
  const auto read = parse_float(text);
  REQUIRE(read.has_value());
  CHECK(std::isnan(*read));
}
