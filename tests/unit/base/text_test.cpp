// SPDX-License-Identifier: Apache-2.0
#include "base/nearest_name.h"
#include "base/redact.h"
#include "base/utf8.h"

#include <catch2/catch.hpp>

#include <array>
#include <string>

using namespace nsmon;

TEST_CASE("characters are decoded strictly") {
  CHECK(decode_rune("a").rune == U'a');
  CHECK(decode_rune("é").rune == U'é');
  CHECK(decode_rune("€").length == 3);
  CHECK(decode_rune("🙂").rune == U'🙂');
  const auto* const bad = GENERATE("\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                                   "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "");
  CHECK(decode_rune(bad).length == 0);
}

TEST_CASE("the first invalid byte is found") {
  CHECK(find_invalid_utf8("abc") == std::string_view::npos);
  CHECK(find_invalid_utf8("ab\xff") == 2);
  CHECK(find_invalid_utf8("é\xc3") == 2);
}

TEST_CASE("nothing that acts on a terminal is printed raw") {
  const auto [raw, shown] = GENERATE(table<std::string, const char*>({
      {"plain", "plain"},
      {"grün", "grün"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\nb\tc\r", "a\\nb\\tc\\r"},
      {"\u202e", "\\u202e"},
      {"\xff", "\\xff"},
      {"\u009b", "\\u009b"},
      {std::string("a\0b", 3), "a\\x00b"},
  }));
  CHECK(printable(raw) == shown);
}

TEST_CASE("quoting escapes what would end the quote") {
  CHECK(quoted("a\"b\\c\n") == "\"a\\\"b\\\\c\\n\"");
}

TEST_CASE("widths are those of a terminal") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\u0301") == 1);
}

TEST_CASE("distances count single edits and swaps up to the limit") {
  const auto [a, b, distance] = GENERATE(table<const char*, const char*, std::size_t>({
      {"", "", 0},
      {"abc", "abc", 0},
      {"abc", "abd", 1},
      {"abc", "acb", 1},
      {"abc", "ab", 1},
      {"kitten", "sitting", 3},
      {"abc", "xyz", 3},
      {"a", "abcdefgh", 5},
  }));
  CHECK(edit_distance(a, b, 4) == distance);
}

TEST_CASE("the nearest name is offered unless all are too far") {
  const std::array<std::string_view, 3> names{"severity", "service", "instance"};
  CHECK(nearest_name("severty", names) == "severity");
  CHECK(nearest_name("servce", names) == "service");
  CHECK_FALSE(nearest_name("colour", names).has_value());
}

TEST_CASE("secrets of a URL are hidden") {
  const auto [url, shown] = GENERATE(table<const char*, const char*>({
      {"http://host:9090/a", "http://host:9090/a"},
      {"https://user:pass@host/a?b=c", "https://xxxxx@host/a?b=c"},
      {"https://user:p@ss@host", "https://xxxxx@host"},
      {"http://h/?token=abc&x=1&api_key=z#f", "http://h/?token=xxxxx&x=1&api_key=xxxxx#f"},
      {"no url", "no url"},
      {"http://h/path@x", "http://h/path@x"},
  }));
  CHECK(redact_url(url) == shown);
}
