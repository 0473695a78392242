// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "support/golden.h"
#include "testing/junit.h"
#include "testing/unit_test.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace nsmon::testing {
namespace {

constexpr std::string_view kRules = R"(
groups:
- name: g
  rules:
  - record: a:b
    expr: x * 2
  - alert: High
    expr: x > 2
    for: 2m
  - alert: Never
    expr: x > 100
)";

// Rules and a test file in a folder of their own.
class Files {
 public:
  UnitTestReport run(const std::string& tests, const UnitTestOptions& options = {},
                     std::string_view rules = kRules) {
    REQUIRE(write_file(folder_.path() / "rules.yml", rules));
    return run_unit_test_text((folder_.path() / "rules_test.yml").string(),
                              "rule_files: [rules.yml]\ntests:\n" + tests, options);
  }

 private:
  test::TemporaryFolder folder_;
};

constexpr std::string_view kTwoGroups = R"(
- name: first
  input_series: [{series: x, values: '1+1x10'}]
  alert_rule_test:
  - {eval_time: 3m, alertname: High}
  - eval_time: 5m
    alertname: High
    exp_alerts: [{exp_labels: {}}]
- name: second
  input_series: [{series: x, values: '1+1x10'}]
  promql_expr_test:
  - expr: a:b
    eval_time: 1m
    exp_samples: [{labels: 'a:b', value: 5}]
)";

}  // namespace

TEST_CASE("the JSON document of a unit test") {
  Files files;
  const UnitTestReport report = files.run(std::string(kTwoGroups));
  const auto document = nlohmann::json::parse(unit_test_json(report));
  CHECK(document["kind"] == "rules");
  CHECK(document["pass"] == false);
  CHECK(document["errors"].empty());
  REQUIRE(document["groups"].size() == 2);
  const auto& first = document["groups"][0];
  CHECK(first["name"] == "first");
  CHECK(first["pass"] == true);
  CHECK(first["cases"][1] ==
        nlohmann::json{
            {"kind", "alert"}, {"alertname", "High"}, {"eval_time", "5m"}, {"pass", true}});
  const auto& failed = document["groups"][1]["cases"][0];
  CHECK(failed["expr"] == "a:b");
  CHECK(failed["pass"] == false);
  CHECK(failed["message"] == "exp: {__name__=\"a:b\"} 5\ngot: {__name__=\"a:b\"} 4");
}

TEST_CASE("only the groups asked for run") {
  Files files;
  const auto names = [&](std::vector<std::string> patterns) {
    std::string out;
    for (const auto& group :
         files.run(std::string(kTwoGroups), {.run = std::move(patterns)}).groups)
      out += group.name + " ";
    return out;
  };
  CHECK(names({}) == "first second ");
  CHECK(names({"^fir"}) == "first ");
  CHECK(names({"con", "nothing"}) == "second ");
  CHECK(names({"third"}).empty());
  CHECK(check_run_patterns({"("}) != "");
  CHECK(check_run_patterns({"a", "b|c"}).empty());
}

TEST_CASE("a failure shows both sides and says why") {
  Files files;
  const UnitTestReport report = files.run(R"(
- name: early
  input_series: [{series: 'x{job="a"}', values: '3x10'}]
  alert_rule_test:
  - eval_time: 1m
    alertname: High
    exp_alerts: [{exp_labels: {job: a}, exp_annotations: {s: t}}]
  - eval_time: 1m
    alertname: Hihg
    exp_alerts: [{exp_labels: {job: a}}]
  promql_expr_test:
  - expr: x
    eval_time: 1m
    exp_samples: [{labels: 'x{job="b"}', value: 3}]
)");
  std::string text = unit_test_text(report);
  text.erase(0, text.find('\n') + 1);  // the file's name
  test::compare_golden("tests/unit/testing/unit_test_failures.golden", text);
}

TEST_CASE("rules without a test are listed") {
  Files files;
  const UnitTestReport report = files.run(std::string(kTwoGroups));
  const auto missing = uncovered_rules({report});
  REQUIRE(missing.size() == 1);
  CHECK(missing[0].name == "Never");
  CHECK(missing[0].alert);
  CHECK(missing[0].line == 10);
  CHECK_THAT(coverage_text({report}), Catch::Contains("alert Never in group g"));
  CHECK(coverage_text({}) == "every alert fired and every recording rule gave a sample\n");
}

TEST_CASE("coverage counts what any of several files made fire") {
  UnitTestReport one;
  UnitTestReport two;
  one.rules = {{"r.yml", "g", "A", 1, true, false}, {"r.yml", "g", "B", 2, true, false}};
  two.rules = {{"r.yml", "g", "A", 1, true, true}, {"r.yml", "g", "B", 2, true, false}};
  const auto missing = uncovered_rules({one, two});
  REQUIRE(missing.size() == 1);
  CHECK(missing[0].name == "B");
}

TEST_CASE("a rule error ends the group and is told once") {
  Files files;
  const UnitTestReport report =
      files.run(R"(
- name: broken
  input_series: [{series: 'x{i="1"}', values: '1x3'}, {series: 'x{i="2"}', values: '1x3'}]
  promql_expr_test: [{expr: x, eval_time: 1m}]
)",
                {}, "groups: [{name: g, limit: 1, rules: [{record: 'a:b', expr: x}]}]");
  REQUIRE(report.groups.size() == 1);
  CHECK_FALSE(report.pass);
  CHECK(report.groups[0].errors ==
        std::vector<std::string>{"rule: a:b, time: 0s, err: exceeded limit of 1 with 2 series"});
  CHECK(report.groups[0].cases[0].message ==
        "not judged: rule: a:b, time: 0s, err: exceeded limit of 1 with 2 series");
  CHECK(nlohmann::json::parse(unit_test_json(report))["errors"].size() == 1);
}

TEST_CASE("unknown keys of rule files can be accepted, those of the test cannot") {
  Files files;
  const std::string_view rules =
      "groups: [{name: g, owner: me, rules: [{record: 'a:b', expr: x, note: n}]}]";
  const std::string tests = "- promql_expr_test: [{expr: vector(1), exp_samples: [{value: 1}]}]\n";
  CHECK_FALSE(files.run(tests, {}, rules).pass);
  CHECK(files.run(tests, {.ignore_unknown_fields = true}, rules).pass);
  CHECK_FALSE(files.run("- owner: me\n", {.ignore_unknown_fields = true}, rules).pass);
}

TEST_CASE("an endless test ends") {
  Files files;
  const UnitTestReport report =
      files.run("- promql_expr_test: [{expr: vector(1), eval_time: 200y}]\n");
  REQUIRE(report.groups.size() == 1);
  CHECK_THAT(report.groups[0].errors[0], Catch::Contains("more than 2000000"));
}

TEST_CASE("start_timestamp takes seconds and dates") {
  Files files;
  const auto [start, time] = GENERATE(table<std::string, std::string>({
      {"0", "0"},
      {"1700000000.5", "1700000000.5"},
      {"'2024-01-01T00:00:00Z'", "1704067200"},
      {"'2024-01-01T01:00:00.25+01:00'", "1704067200.25"},
      {"-60", "-60"},
  }));
  CAPTURE(start);
  CHECK(files
            .run("- start_timestamp: " + start +
                 "\n  promql_expr_test: [{expr: time(), exp_samples: [{value: " + time + "}]}]\n")
            .pass);
  CHECK_FALSE(files.run("- start_timestamp: yesterday\n").pass);
}

TEST_CASE("JUnit XML escapes what it shows") {
  Files files;
  const UnitTestReport report = files.run(R"(
- name: 'a<b'
  input_series: [{series: 'x{q="&"}', values: '1'}]
  promql_expr_test: [{expr: 'x > 0'}, {expr: 'vector(1)', exp_samples: [{value: 1}]}]
)");
  const std::string xml = junit_xml({report});
  CHECK_THAT(xml, Catch::Contains("tests=\"2\" failures=\"1\" errors=\"0\""));
  CHECK_THAT(xml, Catch::Contains("<testcase classname=\"a&lt;b\" name=\"expr x &gt; 0 at 0s\">"));
  CHECK_THAT(xml,
             Catch::Contains("<failure message=\"exp: nil\">exp: nil&#10;got: {__name__=&quot;x"
                             "&quot;, q=&quot;&amp;&quot;} 1</failure>"));
}
}  // namespace nsmon::testing
