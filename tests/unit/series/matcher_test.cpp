// SPDX-License-Identifier: Apache-2.0
#include "series/matcher.h"

#include <catch2/catch.hpp>

namespace nsmon::series {
namespace {
bool accepts(std::string_view pattern, std::string_view text) {
  const auto regex = Regex::compile(pattern);
  REQUIRE(regex);
  return regex->matches(text);
}

std::string problem(std::string_view pattern) {
  const auto checked = check_regex(pattern);
  const auto compiled = Regex::compile(pattern);
  CHECK(checked.has_value() == compiled.has_value());
  return checked ? "" : checked.error().message;
}
}  // namespace

TEST_CASE("Regular expressions are anchored and let the dot match line breaks") {
  CHECK(accepts("a.c", "abc"));
  CHECK(accepts("a.c", "a\nc"));
  CHECK_FALSE(accepts("a.c", "xabc"));
  CHECK_FALSE(accepts("a.c", "abcx"));
  CHECK(accepts(".*", ""));
  CHECK(accepts(".*", "a\nb"));
  CHECK(accepts(".+", "\n"));
  CHECK_FALSE(accepts(".+", ""));
  CHECK(accepts("", ""));
  CHECK_FALSE(accepts("", "a"));
  CHECK(accepts("a|b", "b"));
  CHECK_FALSE(accepts("a|b", "ab"));
  CHECK(accepts("(a|b)", "a"));
  CHECK(accepts("a|", ""));
  CHECK(accepts("(a)|(b)", "b"));
  CHECK(accepts("(?i)api", "API"));
  CHECK(accepts("(?<name>x)y", "xy"));
  CHECK(accepts("5..", "503"));
  CHECK(accepts("\\.", "."));
  CHECK_FALSE(accepts("\\.", "x"));
}

TEST_CASE("Lists of texts are recognised") {
  const auto literals = [](std::string_view pattern) {
    return Regex::compile(pattern)->literals();
  };
  using List = std::vector<std::string>;
  CHECK(literals("a|b|c") == List{"a", "b", "c"});
  CHECK(literals("(?:a|b)") == List{"a", "b"});
  CHECK(literals("a\\.b") == List{"a.b"});
  CHECK(literals("") == List{""});
  CHECK(literals("a.b").empty());
  CHECK(literals(".*").empty());
  CHECK(literals("a|b(c)").empty());
}

TEST_CASE("Bad patterns are told in the words of Go") {
  CHECK(problem("a|b.*") == "");
  CHECK(problem("(a|(b))+c?") == "");
  CHECK(problem("[a-z]{2,3}\\d\\pL") == "");
  CHECK(problem("(") == "error parsing regexp: missing closing ): `(`");
  CHECK(problem("a)") == "error parsing regexp: unexpected ): `a)`");
  CHECK(problem("*a") == "error parsing regexp: missing argument to repetition operator: `*`");
  CHECK(problem("a|*") == "error parsing regexp: missing argument to repetition operator: `*`");
  CHECK(problem("a**") == "error parsing regexp: invalid nested repetition operator: `**`");
  CHECK(problem("[a") == "error parsing regexp: missing closing ]: `[a`");
  CHECK(problem("\\") == "error parsing regexp: trailing backslash at end of expression: ``");
  CHECK(problem("\\C") == "error parsing regexp: invalid escape sequence: `\\C`");
}

TEST_CASE("Matchers take a missing label for the empty value") {
  const auto matcher = [](MatchOp op, std::string value) {
    return *Matcher::create(op, "job", std::move(value));
  };
  CHECK(matcher(MatchOp::equal, "").matches(""));
  CHECK_FALSE(matcher(MatchOp::equal, "a").matches(""));
  CHECK(matcher(MatchOp::not_equal, "a").matches(""));
  CHECK(matcher(MatchOp::regex, "a|").matches(""));
  CHECK(matcher(MatchOp::not_regex, "a.+").matches("a"));
  CHECK_FALSE(matcher(MatchOp::not_regex, "a.+").matches("ab"));
  CHECK(matcher(MatchOp::regex, "a.*").regex() != nullptr);
  CHECK(matcher(MatchOp::equal, "a").regex() == nullptr);
  CHECK_FALSE(Matcher::create(MatchOp::regex, "job", "("));
}

TEST_CASE("Texts of matchers") {
  CHECK(Matcher::create(MatchOp::equal, "a", "b\"c")->to_string() == "a=\"b\\\"c\"");
  CHECK(Matcher::create(MatchOp::not_regex, "a.b", "c")->to_string() == "\"a.b\"!~\"c\"");
  CHECK(to_string(MatchOp::not_equal) == "!=");
  CHECK(to_string(MatchOp::regex) == "=~");
}

}  // namespace nsmon::series
