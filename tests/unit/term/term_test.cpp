// SPDX-License-Identifier: Apache-2.0
#include "term/bar.h"
#include "term/capabilities.h"
#include "term/table.h"

#include <catch2/catch.hpp>

#include <limits>
#include <map>
#include <string>

using namespace nsmon;
using namespace nsmon::term;

namespace {
Environment environment(std::map<std::string, std::string> variables) {
  return [variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}
}  // namespace

TEST_CASE("tables line up by what a terminal shows") {
  Table table({{"name"}, {"value", Align::right}});
  table.add({"a", "1"});
  table.add({"\u4e16\u754c", "1234567"});
  table.add({"tab\there", ""});
  CHECK(table.render() ==
        "name         value\n"
        "a                1\n"
        "\u4e16\u754c       1234567\n"
        "tab\\there\n");
}

TEST_CASE("an emphasised title keeps the columns") {
  Table table({{"x"}});
  table.add({"y"});
  CHECK(table.render(0, Colour::on) == "\x1b[1mx\x1b[0m\ny\n");
}

TEST_CASE("the widest columns are cut until lines fit") {
  Table table({{"series"}, {"help"}, {"value", Align::right}});
  table.add({"aaaaaaaaaaaaaaaaaaaa", "short", "12"});
  CHECK(table.render(24) ==
        "series      help   value\n"
        "aaaaaaaaa~  short     12\n");
  CHECK(table.render(1) ==
        "series    help   value\n"
        "aaaaaaa~  short     12\n");
}

TEST_CASE("text is cut between characters") {
  const auto [text, width, expected] = GENERATE(table<std::string, std::size_t, std::string>({
      {"abc", 3, "abc"},
      {"abcd", 3, "ab~"},
      {"\u4e16\u754c\u4e16", 5, "\u4e16\u754c~"},
      {"\u4e16\u754c\u4e16", 4, "\u4e16~"},
      {"abc", 0, ""},
      {"", 4, ""},
  }));
  CAPTURE(text, width);
  CHECK(fit(text, width) == expected);
}

TEST_CASE("bars are as wide as asked and as full as told") {
  CHECK(bar(0.5, 4, Glyphs::ascii) == "##  ");
  CHECK(bar(1, 3, Glyphs::unicode) == "\u2588\u2588\u2588");
  CHECK(bar(0.5, 3, Glyphs::unicode) == "\u2588\u258c ");
  CHECK(bar(-1, 2, Glyphs::ascii) == "  ");
  CHECK(bar(7, 2, Glyphs::ascii) == "##");
  CHECK(bar(std::numeric_limits<double>::quiet_NaN(), 2, Glyphs::ascii) == "  ");
  CHECK(bar(0.5, 0, Glyphs::unicode).empty());
}

TEST_CASE("colour is for terminals that show it, unless told otherwise") {
  const auto capable = environment({{"TERM", "xterm"}});
  CHECK(choose_colour(ColourMode::automatic, true, capable) == Colour::on);
  CHECK(choose_colour(ColourMode::automatic, false, capable) == Colour::off);
  CHECK(choose_colour(ColourMode::always, false, environment({{"NO_COLOR", "1"}})) == Colour::on);
  CHECK(choose_colour(ColourMode::never, true, capable) == Colour::off);
  CHECK(choose_colour(ColourMode::automatic, true, environment({})) == Colour::off);
  CHECK(choose_colour(ColourMode::automatic, true, environment({{"TERM", "dumb"}})) == Colour::off);
  CHECK(choose_colour(ColourMode::automatic, true,
                      environment({{"TERM", "xterm"}, {"NO_COLOR", "1"}})) == Colour::off);
  CHECK(choose_colour(ColourMode::automatic, true,
                      environment({{"TERM", "xterm"}, {"NO_COLOR", ""}})) == Colour::on);
  CHECK(parse_colour_mode("auto") == ColourMode::automatic);
  CHECK_FALSE(parse_colour_mode("yes").has_value());
}

TEST_CASE("the first locale variable that is set decides about block characters") {
  CHECK(shows_unicode(environment({{"LANG", "de_DE.UTF-8"}})));
  CHECK(shows_unicode(environment({{"LC_ALL", ""}, {"LANG", "C.utf8"}})));
  CHECK_FALSE(shows_unicode(environment({{"LC_ALL", "C"}, {"LANG", "de_DE.UTF-8"}})));
  CHECK_FALSE(shows_unicode(environment({})));
}
