// SPDX-License-Identifier: Apache-2.0
#include "lint/selection.h"

#include "lint/registry.h"

#include <catch2/catch.hpp>

namespace nsmon::test {
namespace {
const lint::Check& check(std::string_view id) {
  return *lint::find_check(id);
}

lint::Selection select(const lint::Policy& policy) {
  auto selection = lint::Selection::create(policy);
  REQUIRE(selection);
  return *selection;
}
}  // namespace

TEST_CASE("without a policy all checks run but those that are off by default") {
  const lint::Selection selection = select({});
  for (const lint::Check* each : lint::all_checks()) {
    CAPTURE(each->info.id);
    CHECK(selection.runs(*each) == !each->info.off_by_default);
  }
}

TEST_CASE("a selection leaves only what it names, ignoring wins, and a family brings no off ones") {
  const lint::Selection selection =
      select({.select = {"rule", "alert/no-severity"}, .ignore = {"rule/kind"}, .severity = {}});
  CHECK(selection.runs(check("rule/duplicate")));
  CHECK(selection.runs(check("alert/no-severity")));
  CHECK_FALSE(selection.runs(check("alert/no-comparison")));
  CHECK_FALSE(selection.runs(check("rule/kind")));
  CHECK_FALSE(selection.runs(check("rule/unused-record")));
  CHECK(select({.select = {"rule/unused-record"}, .ignore = {}, .severity = {}})
            .runs(check("rule/unused-record")));
}

TEST_CASE("a configured severity wins over the check's own and switches checks on and off") {
  const lint::Selection selection =
      select({.select = {},
              .ignore = {},
              .severity = {"alert/no-severity=error", "rule/unused-record=info", "rule/kind=off"}});
  CHECK(selection.severity(check("alert/no-severity"), Severity::info) == Severity::error);
  CHECK(selection.runs(check("rule/unused-record")));
  CHECK_FALSE(selection.runs(check("rule/kind")));
  CHECK(selection.severity(check("rule/duplicate"), Severity::info) == Severity::info);
  CHECK(selection.severity(check("rule/duplicate"), std::nullopt) == Severity::warning);
}

TEST_CASE("a policy that cannot be understood is refused with the nearest name") {
  const auto message = [](const lint::Policy& policy) {
    const auto selection = lint::Selection::create(policy);
    return selection ? std::string() : selection.error().message + " | " + selection.error().hint;
  };
  CHECK(message({.select = {"promql/rate-on-guage"}, .ignore = {}, .severity = {}}) ==
        "there is no check \"promql/rate-on-guage\" | did you mean promql/rate-on-gauge?");
  CHECK(message({.select = {}, .ignore = {"rul"}, .severity = {}}) ==
        "there is no check \"rul\" | did you mean rule?");
  CHECK(message({.select = {}, .ignore = {}, .severity = {"rule/kind=fatal"}}) ==
        "\"fatal\" is no severity | write rule/kind=error, warning, info or off");
  CHECK(message({.select = {}, .ignore = {}, .severity = {"rule/kind"}}) ==
        "\"\" is no severity | write rule/kind=error, warning, info or off");
}

}  // namespace nsmon::test
