// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include "base/try.h"

#include <catch2/catch.hpp>

#include <string>

using namespace nsmon;

TEST_CASE("lines and columns count from one, in bytes") {
  const SourceText source("f", "ab\ncé\n\nx");
  CHECK(source.locate(0) == LineColumn{1, 1});
  CHECK(source.locate(2) == LineColumn{1, 3});
  CHECK(source.locate(3) == LineColumn{2, 1});
  CHECK(source.locate(6) == LineColumn{2, 4});
  CHECK(source.locate(7) == LineColumn{3, 1});
  CHECK(source.locate(99) == LineColumn{4, 2});
  CHECK(source.line(2) == "cé");
  CHECK(source.line(5).empty());
  CHECK(source.line_count() == 4);
}

TEST_CASE("views into a source text survive a move") {
  SourceText first("f", "short");
  const std::string_view view = first.text();
  const SourceText second = std::move(first);
  CHECK(second.text().data() == view.data());
}

TEST_CASE("a diagnostic shows the place, the line, a caret range and the hint") {
  const SourceText source("rules.yml", "groups:\n  - expr: rate(free_bytes[5m])\n");
  const Diagnostic diagnostic{.severity = Severity::error,
                              .id = "promql/rate-on-gauge",
                              .message = "rate() needs a counter, but free_bytes is a gauge",
                              .span = {23, 33},
                              .hint = "use deriv()"};
  CHECK(render(diagnostic, source) ==
        "rules.yml:2:16: error: rate() needs a counter, but free_bytes is a gauge "
        "[promql/rate-on-gauge]\n"
        "    2 |   - expr: rate(free_bytes[5m])\n"
        "      |                ^^^^^^^^^^\n"
        "  hint: use deriv()\n");
}

TEST_CASE("an empty span marks one column, a long one ends with its line") {
  const SourceText source("f", "abc\ndef\n");
  CHECK(render(Diagnostic{.message = "m", .span = {3, 3}}, source).ends_with("      |    ^\n"));
  CHECK(render(Diagnostic{.message = "m", .span = {1, 7}}, source).ends_with("      |  ^^\n"));
  CHECK(render(Diagnostic{.message = "m", .span = {100, 200}}, source).starts_with("f:3:1: "));
}

TEST_CASE("long lines are cut around the mark, and bytes are made safe to print") {
  const SourceText source("f\x1b", std::string(500, 'a') + "\x1b" + std::string(500, 'b'));
  const std::string text = render(Diagnostic{.message = "m\n", .span = {500, 501}}, source);
  CHECK(text.starts_with("f\\x1b:1:501: error: m\\n\n"));
  CHECK(text.contains("..."));
  CHECK(text.contains("aaa\\x1bbbb"));
  CHECK(text.contains("^^^^"));
  CHECK(text.size() < 400);
}

TEST_CASE("notes name their own file") {
  const SourceText here("a.yml", "one\n");
  const SourceText there("b.yml", "two\n");
  const Diagnostic diagnostic{.message = "m", .notes = {{"first seen here", {0, 3}, "b.yml"}}};
  const auto lookup = [&](std::string_view file) { return file == "b.yml" ? &there : nullptr; };
  CHECK(render(diagnostic, here, Colour::off, lookup)
            .ends_with("  b.yml:1:1: note: first seen here\n    1 | two\n      | ^^^\n"));
  CHECK(render(diagnostic, here).ends_with("  b.yml: note: first seen here\n"));
}

TEST_CASE("colour wraps parts and nothing else") {
  const std::string text = render(Error{.message = "m", .hint = "h"}, Colour::on);
  CHECK(text == "\x1b[1;31merror:\x1b[0m m\n  \x1b[1;32mhint:\x1b[0m h\n");
}

namespace {
Result<int> half(int number) {
  if (number % 2 != 0) return failure("odd");
  return number / 2;
}
Result<int> quarter(int number) {
  TRY_ASSIGN(const int first, half(number));
  TRY_ASSIGN(const int second, half(first));
  TRY(half(second + second));
  return second;
}
}  // namespace

TEST_CASE("TRY hands the first error on") {
  CHECK(quarter(8) == 2);
  CHECK(quarter(6).error().message == "odd");
}
