// SPDX-License-Identifier: Apache-2.0
#include "prometheus/json_reader.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <string>

using namespace nsmon::prometheus;

namespace {
// Hands the text out in pieces of `size` bytes, so that every token is cut everywhere.
JsonSource in_pieces(std::string_view text, std::size_t size) {
  return [text, size]() mutable -> std::optional<std::string_view> {
    const auto piece = text.substr(0, size);
    text.remove_prefix(piece.size());
    return piece;
  };
}

struct Copied {
  bool ok = false;
  std::string text;
  std::string problem;
};

Copied copy(std::string_view text, std::size_t piece) {
  JsonReader reader(in_pieces(text, piece));
  Copied result;
  result.ok = reader.copy([&](std::string_view out) { result.text += out; }) && reader.finish();
  result.problem = reader.problem();
  return result;
}

void becomes(std::string_view text, std::string_view expected) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 4096U}) {
    CAPTURE(text, piece);
    const auto copied = copy(text, piece);
    CHECK(copied.ok);
    CHECK(copied.text == expected);
  }
}

void same(std::string_view text) {
  becomes(text, text);
}
}  // namespace

TEST_CASE("JSON is copied compactly and unchanged, however it is cut") {
  same("{}");
  same("[]");
  same(R"({"a":[1,-2.5e+10,0.125,true,false,null,"x"],"b":{"c":{}}})");
  same("\"\"");
  same("-0");
  same("123456789012345678901234567890.000000000000000001");
  same("\"h\u00e4lt \u4e16\u754c\"");
  becomes(" { \"a\" : [ 1 ,\n2 ] , \"b\" : \t{ } } \r\n", R"({"a":[1,2],"b":{}})");
}

TEST_CASE("strings are decoded and written with the same meaning") {
  becomes(R"("\u0041\/\b\f\n\r\t\\\"")", R"("A/\u0008\u000c\n\u000d\t\\\"")");
  becomes(R"("\ud83d\ude00")", "\"\U0001F600\"");
  becomes(R"("\ud83d alone")", "\"\ufffd alone\"");
  becomes(R"("\ude00")", "\"\ufffd\"");
  becomes("\"bad \xff\xc3 byte\"", "\"bad \ufffd\ufffd byte\"");
}

TEST_CASE("what could act on a terminal leaves as an escape") {
  becomes("\"a\x7f\"", R"("a\u007f")");
  becomes("\"\u009b31m\"", R"("\u009b31m")");
  becomes("\"\u202eabc\"", R"("\u202eabc")");
  becomes(R"("\u001b[31m")", R"("\u001b[31m")");
}

TEST_CASE("wrong JSON is refused with its place") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {"", "the answer ends too early (byte 0)"},
      {"   ", "the answer ends too early (byte 3)"},
      {"{", "the answer ends too early (byte 1)"},
      {"[1,", "the answer ends too early (byte 3)"},
      {"[1", "the answer ends too early (byte 2)"},
      {"\"abc", "the answer ends too early (byte 4)"},
      {"\"abc\\", "the answer ends too early (byte 5)"},
      {"tru", "the answer ends too early (byte 3)"},
      {"trux", "expected true in the answer (byte 0)"},
      {"[1,]", "expected a value in the answer, found \"]\" (byte 3)"},
      {"[1 2]", "expected \",\" or \"]\" in the answer, found a number (byte 3)"},
      {"{\"a\" 1}", "expected \":\" in the answer, found a number (byte 5)"},
      {"{1:2}", "expected a string in the answer, found a number (byte 1)"},
      {"{\"a\":1,}", "expected a string in the answer, found \"}\" (byte 7)"},
      {"01", "a number in the answer is malformed (byte 0)"},
      {"1.", "a number in the answer is malformed (byte 0)"},
      {"-", "a number in the answer is malformed (byte 0)"},
      {"1e", "a number in the answer is malformed (byte 0)"},
      {"\"\\x\"", "a string in the answer has a bad escape (byte 4)"},
      {"\"\\u12g4\"", "a string in the answer has a bad escape (byte 8)"},
      {"\"a\nb\"", "a string in the answer holds a raw control character (byte 0)"},
      {"1 2", "expected the end of the answer, found a number (byte 2)"},
      {"<html>", "expected a value in the answer, found \"<\" (byte 0)"},
      {"\x1b[2J", "expected a value in the answer, found \"\\x1b\" (byte 0)"},
  }));
  for (const std::size_t piece : {1U, 3U, 4096U}) {
    CAPTURE(text, piece);
    const auto copied = copy(text, piece);
    CHECK_FALSE(copied.ok);
    CHECK(copied.problem == problem);
  }
}

TEST_CASE("depth, strings and numbers are bounded") {
  const int most = JsonReader::kMaxDepth;
  same(std::string(most, '[') + std::string(most, ']'));
  CHECK(copy(std::string(most + 1, '['), 4096)
            .problem.starts_with("the answer is nested more than 64 levels deep"));
  CHECK(copy(std::string(100'000, '{'), 4096).problem.starts_with("expected a string"));
  CHECK(copy(std::string(10'000, '1'), 4096)
            .problem.starts_with("a number in the answer is too long"));
  const auto long_string = "\"" + std::string(JsonReader::kMaxString + 8, 'x');
  CHECK(copy(long_string, 1 << 20)
            .problem.starts_with("a string in the answer is longer than 16 MiB"));
}

TEST_CASE("copying hands long values on in pieces") {
  std::string text = "[";
  for (int i = 0; i < 50'000; ++i) text += "\"0123456789\",";
  text.back() = ']';
  JsonReader reader(in_pieces(text, 1000));
  std::size_t longest = 0;
  std::size_t total = 0;
  REQUIRE(reader.copy([&](std::string_view piece) {
    longest = std::max(longest, piece.size());
    total += piece.size();
  }));
  CHECK(total == text.size());
  CHECK(longest < 70'000);
}

TEST_CASE("samples are read alike in one piece and cut anywhere") {
  const std::string text =
      R"([[1435781430.781,"1"], [ 1435781445 , "-1.5e+30" ],[0,"NaN"],[-1.5,"+Inf"],[2,"-Inf"],[3,"+.5"]])";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    CAPTURE(piece);
    JsonReader reader(in_pieces(text, piece));
    std::string seen;
    REQUIRE(reader.begin_array());
    while (reader.next_element()) {
      std::string_view time;
      std::string_view value;
      if (!reader.sample(time, value)) break;
      seen += std::string(time) + "=" + std::string(value) + ";";
    }
    CHECK_FALSE(reader.failed());
    CHECK(reader.finish());
    CHECK(seen == "1435781430.781=1;1435781445=-1.5e+30;0=NaN;-1.5=+Inf;2=-Inf;3=+.5;");
  }
}

TEST_CASE("what is no sample is refused") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {R"([1,"x"])", "the value of a sample is no number: \"x\" (byte 6)"},
      {R"([1,""])", "the value of a sample is no number: \"\" (byte 5)"},
      {R"([1,"1 "])", "the value of a sample is no number: \"1 \" (byte 7)"},
      {"[1,\"\\u001b[31m\"]", "the value of a sample is no number: \"\\x1b[31m\" (byte 15)"},
      {R"([1,2])", "expected a string in the answer, found a number (byte 3)"},
      {R"(["1","2"])", "expected a number in the answer, found a string (byte 1)"},
      {R"([1])", "a sample has no value (byte 3)"},
      {R"([])", "a sample has no time (byte 2)"},
      {R"([1,"2",3])", "a sample has more than a time and a value (byte 7)"},
      {R"({"1":2})", "expected an array in the answer, found an object (byte 0)"},
      {R"([1,"2")", "the answer ends too early (byte 6)"},
      {R"([1e,"2"])", "a number in the answer is malformed (byte 1)"},
  }));
  CAPTURE(text);
  JsonReader reader{std::string_view(text)};
  std::string_view time;
  std::string_view value;
  CHECK_FALSE(reader.sample(time, value));
  CHECK(reader.problem() == problem);
}

TEST_CASE("a source that fails gives no reason of the reader's own") {
  int calls = 0;
  JsonReader reader([&]() -> std::optional<std::string_view> {
    if (calls++ == 0) return "[1,";
    return std::nullopt;
  });
  CHECK_FALSE(reader.skip());
  CHECK(reader.failed());
  CHECK(reader.problem().empty());
  CHECK(calls == 2);
}
