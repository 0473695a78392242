// SPDX-License-Identifier: Apache-2.0
#include "config/prometheus.h"

#include "base/file.h"
#include "config/environment.h"
#include "config/glob.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace nsmon::config {
namespace {

PrometheusConfig read(const std::string& text, const PrometheusOptions& options = {}) {
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  return read_prometheus_config(*document, options);
}

std::vector<std::string> reasons(const PrometheusConfig& config) {
  std::vector<std::string> out;
  for (const Problem& problem : config.problems) out.push_back(problem.error.message);
  return out;
}

std::string environment(std::string_view name) {
  if (name == "CLUSTER") return "eu";
  return name == "1" ? "one" : "";
}

}  // namespace

TEST_CASE("a configuration keeps what is written and what is inherited") {
  const std::string text =
      "global: {scrape_interval: 20s, scrape_timeout: 15s, external_labels: {c: "
      "'${CLUSTER}-$X$$'}}\n"
      "rule_files: [a.yml]\n"
      "alerting: {alertmanagers: [{static_configs: [{targets: ['am:9093']}]}]}\n"
      "scrape_configs:\n"
      "- job_name: a\n"
      "  static_configs: [{targets: ['x:1', 'y:2'], labels: {env: dev}}]\n"
      "  metric_relabel_configs: [{source_labels: [__name__], regex: go_.*, action: drop}]\n"
      "- {job_name: b, scrape_interval: 10s, kubernetes_sd_configs: [{role: pod}]}\n"
      "remote_write: [{url: 'http://w'}]\n";
  const PrometheusConfig config = read(text, {.environment = environment});
  REQUIRE(reasons(config).empty());
  REQUIRE(config.global.external_labels.size() == 1);
  CHECK(config.global.external_labels[0].value.value == "eu-$");
  CHECK(config.rule_files[0].value == "a.yml");
  REQUIRE(config.scrape_configs.size() == 2);
  const ScrapeConfig& first = config.scrape_configs[0];
  CHECK(first.effective_interval == std::chrono::seconds(20));
  CHECK(first.effective_timeout == std::chrono::seconds(15));
  REQUIRE(first.discovery.static_configs.size() == 1);
  const Text& target = first.discovery.static_configs[0].targets[1];
  CHECK(target.value == "y:2");
  CHECK(text.substr(target.span.begin, target.span.size()) == "'y:2'");
  REQUIRE(first.metric_relabel_configs.size() == 1);
  CHECK(first.metric_relabel_configs[0].action.value == RelabelAction::drop);
  CHECK(first.metric_relabel_configs[0].separator.value == ";");
  const ScrapeConfig& second = config.scrape_configs[1];
  CHECK(second.effective_interval == std::chrono::seconds(10));
  CHECK(second.effective_timeout == std::chrono::seconds(10));
  REQUIRE(config.unjudged.size() == 2);
  CHECK(config.unjudged[0].key == "remote_write");
  CHECK(config.unjudged[1].key == "scrape_configs.kubernetes_sd_configs");
  CHECK(text.substr(config.unjudged[1].span.begin, config.unjudged[1].span.size()) ==
        "kubernetes_sd_configs");
}

TEST_CASE("defaults count where nothing is written") {
  const PrometheusConfig config =
      read("scrape_configs: [{job_name: a}, {job_name: b, scrape_interval: 5s}]");
  CHECK(config.scrape_configs[0].effective_interval == std::chrono::minutes(1));
  CHECK(config.scrape_configs[0].effective_timeout == std::chrono::seconds(10));
  CHECK(config.scrape_configs[1].effective_timeout == std::chrono::seconds(5));
  CHECK(config.global.effective_evaluation_interval == std::chrono::minutes(1));
}

TEST_CASE("an environment is expanded as Go does") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"plain", "plain"},
      {"$CLUSTER", "eu"},
      {"${CLUSTER}x", "eux"},
      {"$CLUSTERx", ""},
      {"a$$b", "a$b"},
      {"${$}", "$"},
      {"$1$2", "one"},
      {"${1}", "one"},
      {"${}x", "x"},
      {"${CLUSTER", "CLUSTER"},
      {"$", "$"},
      {"$ x", "$ x"},
      {"$-x", "x"},
      {"$.x", "$.x"},
  }));
  CAPTURE(text);
  CHECK(expand_environment(text, environment) == expected);
  CHECK(expand_environment("$CLUSTER", {}).empty());
}

TEST_CASE("scrape config files are read and their jobs are unique") {
  const test::TemporaryFolder folder;
  const auto write = [&](const char* name, std::string_view text) {
    REQUIRE(write_file(folder.path() / name, text).has_value());
  };
  write("jobs/a.yml", "scrape_configs: [{job_name: one}]\n");
  write("jobs/b.yml", "scrape_configs: [{job_name: main}]\n");
  write("jobs/c.yml", "scrape_configs: [{job_name: one, scrape_intervall: 5s}]\nmore: 1\n");
  write("jobs/d.yml", "scrape_configs: [\n");
  write("jobs/skipped.json", "{}");
  int files = 0;
  const PrometheusConfig config =
      read("scrape_configs: [{job_name: main}]\nscrape_config_files: [jobs/*.yml, absent.yml]\n",
           {.directory = folder.path(),
            .on_file = [&](const std::filesystem::path&, std::string_view) { ++files; }});
  CHECK(files == 4);
  CHECK(config.scrape_configs.size() == 4);
  CHECK(config.scrape_configs[1].job_name.value == "one");
  CHECK(config.scrape_configs[1].file.ends_with("a.yml"));
  REQUIRE(config.problems.size() == 5);
  CHECK(config.problems[0].error.message ==
        "found multiple scrape configs with job name \"main\", first found in main config file");
  CHECK(config.problems[0].file.ends_with("jobs/b.yml"));
  CHECK(config.problems[1].kind == ProblemKind::config_unknown_key);
  CHECK(config.problems[2].kind == ProblemKind::config_duplicate_job);
  CHECK(config.problems[3].error.message == "unknown key \"more\" in scrape config file");
  CHECK(config.problems[4].kind == ProblemKind::yaml_parse);
  CHECK(config.problems[4].file.ends_with("jobs/d.yml"));
}

TEST_CASE("patterns match parts of a path") {
  const auto [pattern, name, expected] = GENERATE(table<std::string, std::string, bool>({
      {"*", "abc", true},
      {"*.yml", "a.yml", true},
      {"*.yml", "a.yaml", false},
      {"a*c*e", "abcde", true},
      {"a*c*e", "abcdf", false},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"[a-c]x", "bx", true},
      {"[^a-c]x", "bx", false},
      {"[^a-c]x", "dx", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"", "", true},
      {"", "a", false},
  }));
  CAPTURE(pattern, name);
  CHECK(matches_pattern(pattern, name).value() == expected);
  CHECK_FALSE(matches_pattern("[a", "a").has_value());
  CHECK_FALSE(matches_pattern("[]a]", "a").has_value());
  CHECK_FALSE(matches_pattern("a\\", "a").has_value());
}

TEST_CASE("globs find files in any folder of the pattern") {
  const test::TemporaryFolder folder;
  for (const char* name : {"x/a.yml", "x/b.yml", "y/a.yml", "y/c.txt"}) {
    REQUIRE(write_file(folder.path() / name, "").has_value());
  }
  const auto count = [&](const char* pattern) {
    return glob((folder.path() / pattern).string()).value().size();
  };
  CHECK(count("x/a.yml") == 1);
  CHECK(count("x/absent.yml") == 0);
  CHECK(count("*/a.yml") == 2);
  CHECK(count("*/*.yml") == 3);
  CHECK(count("[x]/?.yml") == 2);
  CHECK_FALSE(glob("[").has_value());
}

TEST_CASE("target groups of file discovery are read from YAML and JSON") {
  std::vector<Problem> problems;
  const std::string text = R"([{"targets": ["a:1"], "labels": {"x": "y"}}])";
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  const auto groups = read_target_groups(*document, problems);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].targets[0].value == "a:1");
  CHECK(groups[0].labels[0].name.value == "x");
  CHECK(problems.empty());
  const auto bad = yaml::parse("- targets: x\n-\n");
  read_target_groups(*bad, problems);
  CHECK(problems.size() == 2);
}

}  // namespace nsmon::config
