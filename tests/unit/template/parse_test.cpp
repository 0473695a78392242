// SPDX-License-Identifier: Apache-2.0
#include "template/parse.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace nsmon::templates {
namespace {

struct Shown {
  std::string message;
  std::string part;  // of the text, that the span covers
  std::string hint;
};

Shown first_error(std::string_view text) {
  const ParseOutcome outcome = parse(text, "__alert_X");
  if (outcome.errors.empty()) return {};
  const Error& error = outcome.errors.front().error;
  return {error.message, std::string(text.substr(error.span.begin, error.span.size())), error.hint};
}

}  // namespace

TEST_CASE("a parse error points at the bad part") {
  const auto [text, message, part] = GENERATE(table<std::string, std::string, std::string>({
      {"{{ $lables.job }}", "undefined variable \"$lables\"", "$lables"},
      {"a {{ humanise 1 }}", "function \"humanise\" not defined", "humanise"},
      {"{{ $labels.job }", "unexpected \"}\" in operand", "}"},
      {"{{ if }}x{{ end }}", "missing value for if", "}}"},
      {"{{ if 1 }}x", "unexpected EOF", ""},
      {"x{{ end }}", "unexpected {{end}}", "}}"},
      {"{{ $labels.job", "unclosed action", ""},
      {"{{ 1 | 2 }}", "non executable command in pipeline stage 2", "2"},
      {"{{ break }}", "{{break}} outside {{range}}", "break"},
      {"{{ 'ab' }}", "malformed character constant: 'ab'", "'ab'"},
      {"{{ ((1) }}", "unclosed left paren", ""},
  }));
  CAPTURE(text);
  const Shown shown = first_error(text);
  CHECK(shown.message == message);
  CHECK(shown.part == part);
}

TEST_CASE("names that nearly exist are suggested") {
  CHECK(first_error("{{ $lables.job }}").hint == "did you mean $labels?");
  CHECK(first_error("{{ humanizePercent 1 }}").hint == "did you mean humanizePercentage?");
  CHECK(first_error("{{ xyzzy }}").hint.empty());
}

TEST_CASE("unknown names do not hide what follows") {
  const ParseOutcome outcome = parse("{{ foo }}{{ $bar }}{{ if }}", "__alert_X");
  REQUIRE(outcome.errors.size() == 3);
  CHECK(outcome.errors[0].problem == Problem::unknown_function);
  CHECK(outcome.errors[0].name == "foo");
  CHECK(outcome.errors[1].problem == Problem::unknown_variable);
  CHECK(outcome.errors[1].name == "$bar");
  CHECK(outcome.errors[2].problem == Problem::syntax);
  CHECK(outcome.errors[2].full_text == "template: __alert_X:1: missing value for if");
  CHECK_FALSE(outcome.tree.has_value());
}

TEST_CASE("deep nesting is refused, not fatal") {
  const auto repeated = [](std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
  };
  const int deep = 100'000;
  CHECK(first_error(repeated("{{ if 1 }}", deep)).message ==
        "actions are nested more than 500 deep");
  CHECK(first_error("{{ " + repeated("(", deep)).message == "max expression depth exceeded");
  CHECK(first_error("{{ if 1 }}" + repeated("{{ else if 1 }}", deep / 2)).message ==
        "actions are nested more than 500 deep");
  CHECK(first_error(std::string(kMaxTemplateBytes + 1, 'x')).message ==
        "template is longer than 1048576 bytes");
}

TEST_CASE("the list of functions is sorted and complete") {
  const auto names = rule_functions();
  CHECK(std::ranges::is_sorted(names));
  for (const std::string_view name : names) CHECK(is_rule_function(name));
  for (const char* name : {"query", "humanizeTimestamp", "toDuration", "printf", "slice", "call"}) {
    CHECK(is_rule_function(name));
  }
  CHECK_FALSE(is_rule_function("tmpl"));
}
}  // namespace nsmon::templates
