// SPDX-License-Identifier: Apache-2.0
#include "lint/suppression.h"

#include "unit/lint/memory_files.h"

#include <catch2/catch.hpp>

namespace nsmon::test {
namespace {
std::vector<lint::ControlComment> read(std::string_view text) {
  return lint::find_control_comments(text, {});
}

std::string covered(std::string_view text) {
  const auto comments = read(text);
  REQUIRE(comments.size() == 1);
  CHECK(comments[0].problem == "");
  return std::string(text.substr(comments[0].covers.begin, comments[0].covers.size()));
}
}  // namespace

TEST_CASE("comments that only mention nsmon are no control comments") {
  for (const char* text : {"# nsmon is fine", "# checked by nsmon", "a: b # see nsmon disable",
                           "# nsmon", "a: 'x#nsmon disable a/b'", "# nsmonitor disable a/b"}) {
    CAPTURE(text);
    CHECK(read(text).empty());
  }
}

TEST_CASE("a control comment names checks, a date and a reason") {
  const auto comments =
      read("# nsmon snooze 2026-07-01 alert/no-severity, rule/duplicate yaml -- because\na: b\n");
  REQUIRE(comments.size() == 1);
  REQUIRE(comments[0].names.size() == 3);
  CHECK(comments[0].names[1].text == "rule/duplicate");
  CHECK(comments[0].names[2].text == "yaml");
  CHECK(comments[0].has_reason);
  CHECK(comments[0].until == std::chrono::sys_days(std::chrono::year{2026} / 7 / 1));
  CHECK_FALSE(comments[0].is_expired(std::chrono::year{2026} / 7 / 1));
  CHECK(comments[0].is_expired(std::chrono::year{2026} / 7 / 2));
}

TEST_CASE("a comment that cannot be obeyed says why") {
  const auto problem = [](std::string_view text) {
    const auto comments = read(text);
    return comments.empty() ? std::string("none") : comments[0].problem;
  };
  CHECK(problem("# nsmon disabel a/b\nx: 1\n") ==
        "\"disabel\" is nothing that a comment can ask for");
  CHECK(problem("# nsmon disable -- reason\nx: 1\n") == "the comment names no check");
  CHECK(problem("# nsmon snooze 2026-02-30 a/b\nx: 1\n") == "\"2026-02-30\" is no date");
  CHECK(problem("# nsmon snooze\nx: 1\n") == "\"\" is no date");
  CHECK(problem("x: 1\n# nsmon disable a/b\n") == "the comment touches no rule");
}

TEST_CASE("outside of rules a comment covers the block that begins on its line or the next one") {
  CHECK(covered("# nsmon disable a/b\n\n# more\na:\n  b: 1\n\n  c: 2\nd: 3\n") ==
        "a:\n  b: 1\n\n  c: 2");
  CHECK(covered("a:\n  b: 1  # nsmon disable a/b\n  c: 2\n") == "  b: 1  # nsmon disable a/b");
  CHECK(covered("a:\n# nsmon disable a/b\n- x: 1\n  y: 2\n- x: 3\n") == "- x: 1\n  y: 2");
  CHECK(covered("# nsmon disable a/b\nlist:\n- x\n- y\nother: 1\n") == "list:\n- x\n- y");
  CHECK(covered("# nsmon file/disable a/b\na: 1\n") == "# nsmon file/disable a/b\na: 1\n");
}

TEST_CASE("a comment in a rule or above it covers the rule, and no other") {
  const std::string rules =
      "groups:\n  - name: app\n    rules:\n"
      "      - alert: One\n        expr: up == 0\n        # nsmon disable alert/no-severity -- x\n"
      "        for: 1m\n"
      "      - alert: Two\n        expr: up == 0\n";
  const auto outcome = judge(rules);
  CHECK(ids(outcome) == std::vector<std::string>{"alert/no-severity"});
  CHECK(outcome.findings[0].rule == "Two");
  CHECK(outcome.suppressed == 1);
}

TEST_CASE("an expired snooze silences nothing") {
  const auto snoozed = [](const std::string& date) {
    return ids(judge("groups:\n  - name: app\n    rules:\n      # nsmon snooze " + date +
                     " alert/no-severity -- x\n      - alert: One\n        expr: up == 0\n"));
  };
  CHECK(snoozed("2026-06-15") == std::vector<std::string>{});
  CHECK(snoozed("2026-06-14") ==
        std::vector<std::string>{"control/expired-suppression", "alert/no-severity"});
}

}  // namespace nsmon::test
