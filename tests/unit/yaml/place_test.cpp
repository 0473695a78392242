// SPDX-License-Identifier: Apache-2.0
#include "yaml/document.h"

#include <catch2/catch.hpp>

#include <random>
#include <string>

namespace nsmon::yaml {
namespace {

// The value's bytes, each replaced by the text's byte that place_in_text names for it.
std::string seen_in_text(const std::string& text, const Node& node) {
  std::string out;
  for (std::uint32_t i = 0; i < node.text().size(); ++i) {
    const std::uint32_t place = place_in_text(text, node, i);
    REQUIRE(place <= text.size());
    out += place < text.size() ? text[place] : '$';
  }
  return out;
}

std::string value_in_text(const std::string& text) {
  const auto document = parse(text);
  REQUIRE(document.has_value());
  return seen_in_text(text, *document->root()->find("e"));
}

}  // namespace

TEST_CASE("each byte of a value has its place in the text") {
  CHECK(value_in_text("e: rate(x[5m])\n") == "rate(x[5m])");
  CHECK(value_in_text("e: a\n  b\n\n  c\n") == "a\nb\nc");
  CHECK(value_in_text("e: 'it''s  x'\n") == "it's  x");
  CHECK(value_in_text("e: 'a  \n   b'\n") == "a\nb");
  CHECK(value_in_text("e: \"a\\\"b\\x41\\u20ac.\"\n") == "a\\b\\\\\\\\.");
  CHECK(value_in_text("e: \"a\\\n  b\"\n") == "ab");
  CHECK(value_in_text("e: \"a\\\n\n  b\"\n") == "a\nb");
  CHECK(value_in_text("e: |\n  sum(\n    x\n  )\n") == "sum(\n  x\n)\n");
  CHECK(value_in_text("e: |2\n    x\n  y\n") == "  x\ny\n");
  CHECK(value_in_text("e: |-\n\n  x  \n\n  y\n\n\n") == "\nx  \n\ny");
  CHECK(value_in_text("e: |+\n  x\n\n\n") == "x\n\n\n");
  CHECK(value_in_text("e: >\n  sum(\n    x\n  )\n  > 5\n") == "sum(\n  x\n)\n> 5\n");
  CHECK(value_in_text("e: >-\n  a\n  b\n\n  c\n") == "a\nb\nc");
  CHECK(value_in_text("e: |\r\n  x\r\n  y\r\n") == "x\ry\r");
}

TEST_CASE("ranges cover what was written for them") {
  const std::string text = "e: \"a\\tb c\"\nf: &v >\n  x y\n  z w\ng: *v\n";
  const auto document = parse(text);
  REQUIRE(document.has_value());
  const auto written = [&](const char* key, Span in_value) {
    const Span span = place_in_text(text, *document->root()->find(key), in_value);
    return text.substr(span.begin, span.size());
  };
  CHECK(written("e", {1, 2}) == "\\t");
  CHECK(written("e", {0, 3}) == "a\\tb");
  CHECK(written("e", {2, 5}) == "b c");
  CHECK(written("f", {2, 3}) == "y");
  CHECK(written("f", {2, 5}) == "y\n  z");
  CHECK(written("g", {4, 7}) == "z w");
  const Node& plain = *document->root()->find("e");
  CHECK(place_in_text(text, plain, 99U) == 10);
  CHECK(place_in_text(text, plain, Span{5, 5}) == Span{10, 10});
}

TEST_CASE("places grow with the offset and agree with the value in random scalars") {
  std::mt19937 random(7);
  const auto pick = [&](std::string_view from) {
    return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random)];
  };
  int scalars = 0;
  for (int round = 0; round < 4000; ++round) {
    const char style = pick("plain'\"||>>");
    std::string body;
    for (int i = 0; i < 14; ++i) body += pick("abc (){}=  \n\n");
    std::string text = "e: ";
    if (style == '|' || style == '>') {
      text += std::string(1, style) + pick("-+ ") + "\n  ";
      for (const char c : body) text += c == '\n' ? std::string("\n  ") : std::string(1, c);
    } else if (style == '\'' || style == '"') {
      text += std::string(1, style) + body + style;
      if (style == '"') text.insert(5, pick("ab") == 'a' ? "\\u00e9" : "\\\n");
    } else {
      text += body;
    }
    text += "\n";
    const auto document = parse(text);
    if (!document || document->root() == nullptr || !document->root()->is_mapping()) continue;
    const Node* node = document->root()->find("e");
    if (node == nullptr || !node->is_scalar()) continue;
    ++scalars;
    CAPTURE(text);
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < node->text().size(); ++i) {
      const std::uint32_t place = place_in_text(text, *node, i);
      REQUIRE(place >= before);
      REQUIRE(place < text.size());
      before = place;
      const char in_value = node->text()[i];
      const char in_text = text[place];
      const bool folded = (in_value == ' ' || in_value == '\n') && in_text == '\n';
      const bool ok = in_value == in_text || folded || in_text == '\\';
      REQUIRE(ok);
    }
  }
  CHECK(scalars > 2000);
}

}  // namespace nsmon::yaml
