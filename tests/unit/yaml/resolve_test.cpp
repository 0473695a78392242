// SPDX-License-Identifier: Apache-2.0
#include "yaml/resolve.h"

#include "yaml/merge.h"

#include <catch2/catch.hpp>

#include <string>

namespace nsmon::yaml {
namespace {

Document read(std::string_view text) {
  auto document = parse(text);
  REQUIRE(document.has_value());
  return std::move(*document);
}

std::string merged(std::string_view text, Dialect dialect) {
  const Document document = read(text);
  const auto result = merged_entries(*document.root()->find("out"), dialect);
  if (!result) return result.error().message;
  std::string out;
  for (const Entry* entry : result->entries) {
    out += std::string(entry->key.text()) + "=" + std::string(entry->value.text()) + " ";
  }
  return out;
}

}  // namespace

TEST_CASE("plain scalars have the type that their text shows") {
  const auto [text, v2, v3] = GENERATE(table<std::string, std::string, std::string>({
      {"x", "!!str", "!!str"},
      {"", "!!null", "!!null"},
      {"~", "!!null", "!!null"},
      {"null", "!!null", "!!null"},
      {"nuLL", "!!str", "!!str"},
      {"true", "!!bool", "!!bool"},
      {"yes", "!!bool", "!!str"},
      {"Off", "!!bool", "!!str"},
      {"12", "!!int", "!!int"},
      {"-12", "!!int", "!!int"},
      {"+1_000", "!!int", "!!int"},
      {"0x1F", "!!int", "!!int"},
      {"0b101", "!!int", "!!int"},
      {"017", "!!int", "!!int"},
      {"0o17", "!!int", "!!int"},
      {"09", "!!float", "!!float"},
      {"18446744073709551615", "!!int", "!!int"},
      {"18446744073709551616", "!!float", "!!float"},
      {"1.5", "!!float", "!!float"},
      {"1.", "!!float", "!!float"},
      {".5", "!!float", "!!float"},
      {"1e3", "!!float", "!!float"},
      {"1e400", "!!str", "!!str"},
      {".inf", "!!float", "!!float"},
      {"-.INF", "!!float", "!!float"},
      {".nan", "!!float", "!!float"},
      {"inf", "!!str", "!!str"},
      {"5m", "!!str", "!!str"},
      {"1.2.3", "!!str", "!!str"},
      {"2024-01-02", "!!timestamp", "!!timestamp"},
      {"2024-01-02T03:04:05Z", "!!timestamp", "!!timestamp"},
      {"2024-13-02", "!!str", "!!str"},
      {"12:30", "!!str", "!!str"},
      {"<<", "!!merge", "!!merge"},
      {"'12'", "!!str", "!!str"},
      {"\"true\"", "!!str", "!!str"},
      {"!!str 12", "!!str", "!!str"},
      {"!!int 12", "!!int", "!!int"},
      {"!mine 12", "!mine", "!mine"},
      {"[]", "!!seq", "!!seq"},
      {"{}", "!!map", "!!map"},
  }));
  CAPTURE(text);
  const std::string whole = "k: " + text;
  const Document document = read(whole);
  const Node& node = *document.root()->find("k");
  CHECK(short_tag(node, Dialect::v2) == v2);
  CHECK(short_tag(node, Dialect::v3) == v3);
}

TEST_CASE("values are read into the types of fields") {
  const std::string_view text =
      "yes: yes\nquoted: 'on'\nt: true\nf: 1.9\nn: -3\nbig: 18446744073709551615\n"
      "hex: 0x10\noct: 017\ntext: abc\nlist: []\nnone:\nhuge: 1e30\ntagged: !!float 3\n";
  const Document document = read(text);
  const auto node = [&](std::string_view key) -> const Node& {
    return *document.root()->find(key);
  };
  CHECK(to_bool(node("yes"), Dialect::v2) == true);
  CHECK(to_bool(node("yes"), Dialect::v3) == true);
  CHECK(to_bool(node("quoted"), Dialect::v2) == std::nullopt);
  CHECK(to_bool(node("quoted"), Dialect::v3) == true);
  CHECK(to_bool(node("text"), Dialect::v3) == std::nullopt);
  CHECK(to_int(node("f"), Dialect::v3) == 1);
  CHECK(to_int(node("n"), Dialect::v3) == -3);
  CHECK(to_int(node("big"), Dialect::v3) == std::nullopt);
  CHECK(to_int(node("huge"), Dialect::v3) == std::nullopt);
  CHECK(to_uint(node("big"), Dialect::v2) == 18446744073709551615ULL);
  CHECK(to_uint(node("n"), Dialect::v2) == std::nullopt);
  CHECK(to_uint(node("hex"), Dialect::v2) == 16);
  CHECK(to_uint(node("oct"), Dialect::v2) == 15);
  CHECK(to_uint(node("text"), Dialect::v2) == std::nullopt);
  CHECK(to_uint(node("list"), Dialect::v2) == std::nullopt);
  CHECK(to_float(node("n"), Dialect::v2) == -3.0);
  CHECK(to_float(node("tagged"), Dialect::v2) == 3.0);
  CHECK(is_null(node("none"), Dialect::v2));
  CHECK_FALSE(is_null(node("list"), Dialect::v2));
}

TEST_CASE("merge keys follow the library that reads the file") {
  const std::string base = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\n";
  CHECK(merged(base + "out: {<<: *a, x: 9}", Dialect::v2) == "x=9 y=2 ");
  CHECK(merged(base + "out: {x: 9, <<: *a}", Dialect::v2) == "x=1 y=2 ");
  CHECK(merged(base + "out: {x: 9, <<: *a}", Dialect::v3) == "x=9 y=2 ");
  CHECK(merged(base + "out: {<<: [*a, *b]}", Dialect::v2) == "y=2 z=4 x=1 ");
  CHECK(merged(base + "out: {<<: [*a, *b]}", Dialect::v3) == "x=1 y=2 z=4 ");
  CHECK(merged(base + "out: {<<: {q: 5}}", Dialect::v3) == "q=5 ");
  CHECK(merged(base + "out: {'<<': *a}", Dialect::v3) == "<<= ");
  const std::string refused = "map merge requires map or sequence of maps as the value";
  CHECK(merged(base + "out: {<<: 5}", Dialect::v3) == refused);
  CHECK(merged(base + "out: {<<: [5]}", Dialect::v2) == refused);

  const std::string text = base + "out: {x: 9, <<: *a}";
  const Document document = read(text);
  const auto result = merged_entries(*document.root()->find("out"), Dialect::v2);
  REQUIRE(result.has_value());
  REQUIRE(result->overridden.size() == 1);
  CHECK(result->overridden[0]->text() == "x");
}

}  // namespace nsmon::yaml
