// SPDX-License-Identifier: Apache-2.0
#include "lint/runner.h"

#include "lint/reporters/report.h"
#include "unit/lint/memory_files.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace nsmon::test {
namespace {
const std::string kSound =
    "groups:\n  - name: app\n    rules:\n      - alert: Down\n        expr: up == 0\n"
    "        labels: {severity: critical}\n";
const std::string kBroken =
    "groups:\n  - name: app\n    rules:\n      - alert: Down\n        expr: up ==\n"
    "        labels: {severity: critical}\n";
const std::string kUnloved =
    "groups:\n  - name: app\n    rules:\n      - alert: Down\n        expr: up\n";

lint::Outcome run(lint::Request request, const std::vector<NamedFile>& files) {
  auto outcome = lint::run(request, memory_access(files));
  REQUIRE(outcome);
  return std::move(*outcome);
}

lint::Request syntax_only(std::vector<std::string> paths) {
  lint::Request request;
  request.paths = std::move(paths);
  request.mode = lint::Mode::syntax_only;
  return request;
}
}  // namespace

TEST_CASE("a run fails from the given severity on and hides what is below the least one") {
  lint::Request request = request_for({{"r.yml", kUnloved}});
  CHECK_FALSE(run(request, {{"r.yml", kUnloved}}).fails);
  request.policy.fail_on = Severity::warning;
  CHECK(run(request, {{"r.yml", kUnloved}}).fails);
  request.policy.min_severity = Severity::error;
  const auto hidden = run(request, {{"r.yml", kUnloved}});
  CHECK(hidden.fails);  // hiding is not forgiving
  CHECK(hidden.findings.empty());
  CHECK(hidden.hidden == 2);
  CHECK(hidden.warnings == 2);
  request.policy.fail_on = std::nullopt;
  CHECK_FALSE(run(request, {{"r.yml", kUnloved}}).fails);
}

TEST_CASE("what cannot be read is told, and the rest is judged all the same") {
  lint::Request request = request_for({{"r.yml", kBroken}});
  request.paths.push_back("missing.yml");
  const auto outcome = run(request, {{"r.yml", kBroken}});
  CHECK(outcome.troubles.size() == 1);
  CHECK(ids(outcome) == std::vector<std::string>{"promql/syntax"});
}

TEST_CASE("a prometheus.yml brings its rule files along, and they are judged only when named") {
  const std::vector<NamedFile> files{{"conf/prometheus.yml", "rule_files: ['*.rules.yml']\n"},
                                     {"conf/a.rules.yml", kUnloved}};
  lint::Request request = request_for({files[0]});
  const auto alone = run(request, files);
  CHECK(alone.findings.empty());
  CHECK(alone.rules_judged == 0);
  CHECK(alone.files.complete());
  request.paths.push_back("conf/a.rules.yml");
  CHECK(run(request, files).findings.size() == 2);
}

TEST_CASE("a file is read once however it is named") {
  lint::Request request;
  request.paths = {"r.yml", "./r.yml", "."};
  CHECK(run(request, {{"r.yml", kUnloved}}).findings.size() == 2);
}

TEST_CASE("files of unknown kinds are judged as YAML when named and passed over when met") {
  const std::vector<NamedFile> files{{"x/other.yml", "a: 1\na: 2\n"},
                                     {"x/broken.yml", "{{ template }}\n- : ["},
                                     {"x/rules.yml", "groups:\n\t- name"}};
  lint::Request request;
  request.paths = {"x"};
  const auto walked = run(request, files);
  CHECK(walked.passed_over == 2);
  CHECK(ids(walked) == std::vector<std::string>{"yaml/parse"});  // meant to be a rule file
  request.paths = {"x/other.yml"};
  CHECK(ids(run(request, files)) == std::vector<std::string>{"yaml/duplicate-key"});
}

TEST_CASE("--syntax-only judges what is named, whatever it is, and nothing but validity") {
  const auto verdict = [](const std::string& text) {
    return run(syntax_only({"r.yml"}), {{"r.yml", text}}).fails;
  };
  CHECK_FALSE(verdict(kSound));
  CHECK_FALSE(verdict(kUnloved));
  CHECK_FALSE(verdict(""));
  CHECK_FALSE(verdict("groups: []\n---\nx: y\n"));
  CHECK(verdict(kBroken));
  CHECK(verdict("something: else\n"));
  CHECK(verdict("- 1\n"));
  CHECK(verdict("\x01\x02"));
  CHECK(verdict("# nsmon file/disable promql/syntax -- not asked here\n" + kBroken));
  CHECK(verdict("scrape_configs: [{}]\n"));
  const auto met = run(syntax_only({"x"}), {{"x/other.yml", "something: else\n"}});
  CHECK_FALSE(met.fails);
  CHECK(met.passed_over == 1);
}

TEST_CASE("--syntax-only follows no rule files") {
  lint::Request request = syntax_only({});
  request.configs = {"prometheus.yml"};
  const std::vector<NamedFile> files{{"prometheus.yml", "rule_files: [missing.yml, r.yml]\n"},
                                     {"r.yml", kBroken}};
  CHECK_FALSE(run(request, files).fails);
}

TEST_CASE("checks without their input are counted, never guessed") {
  const auto outcome = judge(kSound);
  CHECK(outcome.skipped.contains(lint::Input::catalog));
  CHECK(outcome.skipped.contains(lint::Input::prometheus));
  const std::string summary = lint::summarize(outcome, Severity::info);
  CHECK(summary.find("no metric catalog (--catalog FILE)") != std::string::npos);
}

TEST_CASE("fingerprints stay when a rule moves, and differ for different findings") {
  const auto prints = [](const std::string& text) {
    std::vector<std::string> list;
    for (const auto& finding : judge(text).findings) list.push_back(finding.fingerprint);
    return list;
  };
  const auto plain = prints(kUnloved);
  REQUIRE(plain.size() == 2);
  CHECK(plain[0] != plain[1]);
  CHECK(prints("# a new line\n\n" + kUnloved) == plain);
}

TEST_CASE("JSON places count from 1, in bytes, and end after the last one") {
  const auto document = nlohmann::json::parse(lint::report_json(judge(kUnloved)));
  CHECK(document["version"] == 1);
  const auto& finding = document["findings"][0];
  CHECK(finding["file"] == "rules.yml");
  CHECK(finding["check"] == "alert/no-severity");
  CHECK(finding["severity"] == "warning");
  CHECK(finding["rule"] == "Down");
  CHECK(finding["line"] == 4);
  CHECK(finding["column"] == 16);
  CHECK(finding["end_line"] == 4);
  CHECK(finding["end_column"] == 20);
  CHECK(document["summary"]["rules"] == 1);
}

TEST_CASE("texts of files reach no output raw") {
  const std::string text =
      "groups:\n  - name: app\n    rules:\n      - alert: \"a\\e[31mb\"\n        expr: up == 0\n";
  const auto outcome = judge(text);
  CHECK(outcome.findings.size() == 1);
  CHECK(lint::report_text(outcome, Colour::off).find('\x1b') == std::string::npos);
  CHECK(lint::report_lines(outcome).find('\x1b') == std::string::npos);
  CHECK(lint::report_json(outcome).find('\x1b') == std::string::npos);
}

TEST_CASE("a rule that stands in several places through an alias has its findings once") {
  const auto outcome = judge(
      "groups:\n  - name: a\n    rules: &rules\n      - alert: Down\n        expr: up\n"
      "        labels: {severity: critical}\n"
      "  - name: b\n    rules: *rules\n");
  CHECK(ids(outcome) == std::vector<std::string>{"alert/no-comparison"});
}

}  // namespace nsmon::test
