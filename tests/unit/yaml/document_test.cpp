// SPDX-License-Identifier: Apache-2.0
#include "yaml/document.h"

#include "base/source_text.h"

#include <catch2/catch.hpp>

#include <string>

namespace nsmon::yaml {
namespace {

Document read(std::string_view text) {
  auto document = parse(text);
  REQUIRE(document.has_value());
  return std::move(*document);
}

// One line a node: kind, begin, span, text; children indented. Shows the whole tree at once.
void describe(const Node& node, std::string_view text, int depth, std::string& out) {
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
  const Span span = node.span();
  if (node.is_scalar()) {
    out += "'" + std::string(node.text()) + "'";
  } else {
    out += node.is_mapping() ? "map" : "list";
  }
  out += " <" + std::string(text.substr(span.begin, span.size())) + ">";
  if (!node.tag().empty()) out += " " + std::string(node.tag());
  if (node.is_alias()) out += " alias";
  out += '\n';
  for (const Node& item : node.items()) describe(item, text, depth + 1, out);
  for (const Entry& entry : node.entries()) {
    describe(entry.key, text, depth + 1, out);
    describe(entry.value, text, depth + 1, out);
  }
}

std::string describe(std::string_view text) {
  const Document document = read(text);
  if (document.root() == nullptr) return "nothing";
  std::string out;
  describe(*document.root(), text, 0, out);
  return out;
}

std::string error_of(std::string_view text) {
  const auto document = parse(text);
  if (document) return "no error";
  const SourceText source("", std::string(text));
  const LineColumn place = source.locate(document.error().span.begin);
  return std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
         document.error().message;
}

}  // namespace

TEST_CASE("trees keep kinds, values and spans") {
  CHECK(describe("a: [1, 'x']\nb:\n- {c: d}\n") ==
        "map <a: [1, 'x']\nb:\n- {c: d}>\n"
        "  'a' <a>\n"
        "  list <[1, 'x']>\n"
        "    '1' <1>\n"
        "    'x' <'x'>\n"
        "  'b' <b>\n"
        "  list <- {c: d}>\n"
        "    map <{c: d}>\n"
        "      'c' <c>\n"
        "      'd' <d>\n");
  CHECK(describe("k: |\n  one\n   two\n\n# c\nl: >-\n  a\n  b\n") ==
        "map <k: |\n  one\n   two\n\n# c\nl: >-\n  a\n  b>\n"
        "  'k' <k>\n"
        "  'one\n two\n' <|\n  one\n   two>\n"
        "  'l' <l>\n"
        "  'a b' <>-\n  a\n  b>\n");
  CHECK(describe("a:\nb: ~") == "map <a:\nb: ~>\n  'a' <a>\n  '' <>\n  'b' <b>\n  '~' <~>\n");
}

TEST_CASE("bytes are counted where characters take several") {
  CHECK(describe("\xEF\xBB\xBF\xC3\xA4: \"\xE2\x82\xAC\"\nb: [\xF0\x9F\x98\x80, x]") ==
        "map <\xC3\xA4: \"\xE2\x82\xAC\"\nb: [\xF0\x9F\x98\x80, x]>\n"
        "  '\xC3\xA4' <\xC3\xA4>\n"
        "  '\xE2\x82\xAC' <\"\xE2\x82\xAC\">\n"
        "  'b' <b>\n"
        "  list <[\xF0\x9F\x98\x80, x]>\n"
        "    '\xF0\x9F\x98\x80' <\xF0\x9F\x98\x80>\n"
        "    'x' <x>\n");
  CHECK(describe("a: 1\r\nb: 2\r\n") ==
        "map <a: 1\r\nb: 2>\n  'a' <a>\n  '1' <1>\n  'b' <b>\n  '2' <2>\n");
}

TEST_CASE("tags and anchors stay outside of the span") {
  CHECK(describe("a: !!str &x 5\nb: *x\nc: !mine {}\n") ==
        "map <a: !!str &x 5\nb: *x\nc: !mine {}>\n"
        "  'a' <a>\n"
        "  '5' <5> tag:yaml.org,2002:str\n"
        "  'b' <b>\n"
        "  '5' <*x> tag:yaml.org,2002:str alias\n"
        "  'c' <c>\n"
        "  map <{}> !mine\n");
  const std::string_view text = "a: !!str &x 5\nb: *x\n";
  const Document document = read(text);
  CHECK(document.root()->find("a")->begin() == 3);
  CHECK(document.root()->find("b")->content_span() == Span{12, 13});
  CHECK(document.root()->find("b")->begin() == 17);
}

TEST_CASE("a text without a node has no root") {
  CHECK(describe("") == "nothing");
  CHECK(describe("# only a comment\n\n") == "nothing");
  CHECK(describe("---\n") == "'' <>\n");
  CHECK(describe("\xEF\xBB\xBF") == "nothing");
}

TEST_CASE("only the first document is read and the others are told") {
  const std::string_view text = "a: 1\n---\nb: 2\n--- [\n";
  const Document document = read(text);
  CHECK(document.root()->entries().size() == 1);
  REQUIRE(document.later_documents().size() == 2);
  CHECK(document.later_documents()[0].begin == 5);
}

TEST_CASE("comments are found outside of scalars only") {
  const std::string_view text =
      "# top\n"
      "a: 1 # one\n"
      "b: 'it # is' # two\n"
      "c: x#y\n"
      "d: | # head\n"
      "  # text\n"
      "  up\n"
      "# low\n"
      "e: [1, # in\n"
      "  2]\n"
      "---\n"
      "# later\n"
      "f: g # end";
  const Document document = read(text);
  std::string found;
  for (const Comment& comment : document.comments()) {
    found += std::to_string(comment.line) + " " +
             std::string(text.substr(comment.span.begin, comment.span.size())) + "\n";
  }
  CHECK(found == "1 # top\n2 # one\n3 # two\n5 # head\n8 # low\n9 # in\n12 # later\n13 # end\n");
}

TEST_CASE("keys that repeat are told with their first place") {
  const std::string_view text = "a: 1\nb: {x: 1, y: 2, x: 3}\na: 2\n";
  const Document document = read(text);
  REQUIRE(document.duplicate_keys().size() == 2);
  CHECK(document.duplicate_keys()[0].message == "mapping key \"x\" already defined at line 2");
  CHECK(document.duplicate_keys()[1].message == "mapping key \"a\" already defined at line 1");
  CHECK(document.duplicate_keys()[1].span == Span{27, 28});
  CHECK(document.duplicate_keys()[1].notes[0].span == Span{0, 1});

  std::string many;
  for (int i = 0; i < 40; ++i) many += "k" + std::to_string(i) + ": 1\n";
  many += "k7: 2\n";
  const Document large = read(many);
  REQUIRE(large.duplicate_keys().size() == 1);
  CHECK(large.duplicate_keys()[0].message == "mapping key \"k7\" already defined at line 8");
}

TEST_CASE("a document survives a move") {
  const std::string text = "a: \"x\\ty\"\n";
  Document first = read(text);
  const Document second = std::move(first);
  CHECK(second.root()->find("a")->text() == "x\ty");
}

TEST_CASE("what is not YAML is refused with its place") {
  CHECK(error_of("a: [1, 2") ==
        "1:9: did not find expected ',' or ']' while parsing a flow sequence");
  CHECK(error_of("a: 'x\n") ==
        "2:1: found unexpected end of stream while scanning a quoted scalar");
  CHECK(error_of("a:\n\t- b\n") ==
        "2:1: found character that cannot start any token while scanning for the next token");
  CHECK(error_of("a: b: c\n") == "1:5: mapping values are not allowed in this context");
  CHECK(error_of("a: *x\n") == "1:4: unknown anchor 'x' referenced");
  CHECK(error_of("a: &x [*x]\n") == "1:8: anchor 'x' value contains itself");
  CHECK(error_of(std::string_view("a: \x01", 4)) ==
        "1:4: control characters are not allowed, found byte 0x01");
  CHECK(error_of("a: \xFF") == "1:4: invalid leading UTF-8 octet");
  CHECK(error_of("a: [b?c]") == "1:6: found '?' in a plain scalar between brackets");
  CHECK(error_of("a: b?c\nd: ['e?f', x]\n") == "no error");
  CHECK(error_of("a: \"b\\\\/\\/\"") ==
        "1:9: found unknown escape character while parsing a quoted scalar");
  CHECK(error_of("%YAML 1.2\n---\na: b\n") == "1:1: found incompatible YAML document");
  CHECK(error_of("%YAML 1.1\n---\na: b\n") == "no error");
  CHECK(error_of("\xFF\xFE"
                 "a") == "1:1: text is UTF-16, expected UTF-8");
  CHECK(error_of(std::string_view("\x7F"
                                  "ELF\0\0\0",
                                  7)) ==
        "1:1: control characters are not allowed, found byte 0x7f");
}

TEST_CASE("aliases may not multiply without bound") {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += (i == 0 ? "*" : ", *") + before;
    bomb += "]\n";
  }
  CHECK(error_of(bomb) == "1:1: document contains excessive aliasing");

  std::string fair = "a: &a [x, y]\nb:\n";
  for (int i = 0; i < 60; ++i) fair += "- *a\n";
  CHECK(error_of(fair) == "no error");
}

TEST_CASE("nesting is bounded, through aliases too") {
  CHECK(error_of(std::string(900, '[') + std::string(900, ']')) == "no error");
  CHECK(error_of(std::string(100'000, '[')) == "1:1001: nesting is deeper than 1000 levels");
  std::string chain = "a: &a " + std::string(600, '[') + "x" + std::string(600, ']') + "\n";
  chain += "b: &b " + std::string(600, '[') + "*a" + std::string(600, ']') + "\n";
  CHECK(error_of(chain) == "2:607: nesting is deeper than 1000 levels through alias 'a'");
}

}  // namespace nsmon::yaml
