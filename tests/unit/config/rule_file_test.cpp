// SPDX-License-Identifier: Apache-2.0
#include "config/rule_file.h"

#include "base/source_text.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace nsmon::config {
namespace {

// The lines that Prometheus would print for a file.
std::vector<std::string> messages(const std::string& text, const RuleFileOptions& options = {}) {
  const SourceText source("rules.yml", text);
  const auto document = yaml::parse(source.text());
  REQUIRE(document.has_value());
  std::vector<std::string> out;
  for (const Problem& problem : read_rule_file(*document, options).problems) {
    out.push_back(prometheus_message(problem, source));
  }
  return out;
}

std::string rule(const std::string& fields) {
  return "groups:\n- name: g\n  rules:\n  - " + fields + "\n";
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("messages are those of Prometheus") {
  const auto [text, expected] = GENERATE(table<std::string, Lines>({
      {"groups:\n- name: x\n- name: x\n", {"3:3: groupname: \"x\" is repeated in the same file"}},
      {"groups:\n- rules: []\n", {"2:3: Groupname must not be empty"}},
      {"groups:\n- name: x\n  labels: {__name__: y}\n", {"invalid label name: __name__"}},
      {rule("expr: up"),
       {"0:0: 0:0: group \"g\", rule 1, \"\": one of 'record' or 'alert' must be set"}},
      {rule("record: a\n    alert: A\n    expr: up"),
       {"4:13: 5:12: group \"g\", rule 1, \"A\": only one of 'record' and 'alert' must be set"}},
      {rule("alert: A"), {"0:0: group \"g\", rule 1, \"A\": field 'expr' must be set in rule"}},
      {rule("alert: A\n    expr: ''"),
       {"5:11: group \"g\", rule 1, \"A\": field 'expr' must be set in rule"}},
      {rule("alert: A\n    expr: rate(x[5m]"),
       {"5:11: group \"g\", rule 1, \"A\": could not parse expression: 1:11: parse error: unclosed "
        "left "
        "parenthesis"}},
      {rule("record: a\n    expr: up\n    for: 5m"),
       {"4:13: group \"g\", rule 1, \"a\": invalid field 'for' in recording rule"}},
      {rule("record: a\n    expr: up\n    keep_firing_for: 5m"),
       {"4:13: group \"g\", rule 1, \"a\": invalid field 'keep_firing_for' in recording rule"}},
      {rule("record: a\n    expr: up\n    annotations: {b: c}"),
       {"4:13: group \"g\", rule 1, \"a\": invalid field 'annotations' in recording rule"}},
      {rule("record: a{b}\n    expr: up"),
       {"4:13: group \"g\", rule 1, \"a{b}\": braces present in the recording rule name; should it "
        "be in "
        "expr?: a{b}"}},
      {rule("record: a\n    expr: up\n    labels: {__name__: b}"),
       {"group \"g\", rule 1, \"a\": invalid label name: __name__"}},
      {rule("alert: A\n    expr: up\n    annotations: {'': b}"),
       {"group \"g\", rule 1, \"A\": invalid annotation name: "}},
  }));
  CAPTURE(text);
  CHECK(messages(text) == expected);
}

TEST_CASE("names of the legacy scheme are stricter") {
  const std::string text = rule("record: a-b\n    expr: up\n    labels: {c-d: e}");
  CHECK(messages(text).empty());
  CHECK(messages(text, {.names = NameScheme::legacy}) ==
        Lines{"4:13: group \"g\", rule 1, \"a-b\": invalid recording rule name: a-b",
              "group \"g\", rule 1, \"a-b\": invalid label name: c-d"});
}

TEST_CASE("unknown keys can be passed over and features switched on") {
  CHECK(messages("groups: []\nmore: x\n").size() == 1);
  CHECK(messages("groups: []\nmore: x\n", {.ignore_unknown_keys = true}).empty());
  const std::string text = rule("record: a\n    expr: sort_by_label(up, 'job')");
  CHECK(messages(text).size() == 1);
  CHECK(messages(text, {.features = promql::Features::all()}).empty());
}

TEST_CASE("a rule file keeps values, spans and trees") {
  const std::string text =
      "groups:\n"
      "- name: g\n"
      "  interval: 30s\n"
      "  query_offset: 1m\n"
      "  limit: 5\n"
      "  labels: {team: x}\n"
      "  rules:\n"
      "  - alert: A\n"
      "    expr: |\n"
      "      sum(rate(x_total[5m]))\n"
      "        > 1\n"
      "    for: 2m\n"
      "    keep_firing_for: 3m\n"
      "    labels: {severity: page, empty: }\n"
      "    annotations: {summary: '{{ $value }}'}\n"
      "  - {record: a:b, expr: up}\n";
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  const RuleFile file = read_rule_file(*document);
  REQUIRE(file.problems.empty());
  CHECK(file.has_groups_key);
  CHECK_FALSE(file.is_resource);
  REQUIRE(file.groups.size() == 1);
  const RuleGroup& group = file.groups[0];
  CHECK(group.name.value == "g");
  CHECK(group.interval->value == std::chrono::seconds(30));
  CHECK(text.substr(group.interval->span.begin, group.interval->span.size()) == "30s");
  CHECK(group.query_offset->value == std::chrono::minutes(1));
  CHECK(group.limit->value == 5);
  REQUIRE(group.labels.size() == 1);
  CHECK(group.labels[0].name == "team");
  REQUIRE(group.rules.size() == 2);
  const Rule& alert = group.rules[0];
  CHECK(alert.kind == RuleKind::alert);
  CHECK(alert.name().value == "A");
  CHECK(alert.for_duration->value == std::chrono::minutes(2));
  CHECK(alert.keep_firing_for->value == std::chrono::minutes(3));
  REQUIRE(alert.labels.size() == 2);
  CHECK(alert.labels[1].value.empty());
  REQUIRE(alert.annotations.size() == 1);
  CHECK(alert.annotations[0].value == "{{ $value }}");
  REQUIRE(alert.tree != nullptr);
  const auto* comparison = std::get_if<promql::Binary>(&alert.tree->node);
  REQUIRE(comparison != nullptr);
  const Span in_file = yaml::place_in_text(text, *alert.expr.node, comparison->op_span);
  CHECK(text.substr(in_file.begin - 8, 9) == "        >");
  CHECK(group.rules[1].kind == RuleKind::record);
  CHECK(group.rules[1].name().value == "a:b");
}

TEST_CASE("a problem in an expression is placed in the file and brief on request") {
  const std::string text = rule("alert: A\n    expr: >-\n      sum(x)\n      and rats(y)");
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  const RuleFile file = read_rule_file(*document);
  REQUIRE(file.problems.size() == 1);
  const Problem& problem = file.problems[0];
  CHECK(text.substr(problem.error.span.begin, 4) == "rats");
  CHECK(problem.kind == ProblemKind::promql_unknown_function);
  CHECK(problem.brief == "unknown function with name \"rats\"");
}

TEST_CASE("merged and decoded values are kept") {
  const std::string text =
      "groups:\n"
      "- name: g\n"
      "  rules:\n"
      "  - &a {alert: A, expr: up, labels: {x: !!binary aGk=}}\n"
      "  - {<<: *a, alert: B}\n";
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  RuleFile first = read_rule_file(*document);
  const RuleFile file = std::move(first);
  REQUIRE(file.problems.empty());
  REQUIRE(file.groups[0].rules.size() == 2);
  const Rule& merged = file.groups[0].rules[1];
  CHECK(merged.alert.value == "B");
  CHECK(merged.expr.value == "up");
  REQUIRE(merged.labels.size() == 1);
  CHECK(merged.labels[0].value == "hi");
}

TEST_CASE("resources are recognised and their groups kept apart") {
  const std::string text =
      "apiVersion: v1\nkind: List\nitems:\n"
      "- {apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, spec: {groups: [{name: "
      "a}]}}\n"
      "- {apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, spec: {groups: [{name: "
      "a}]}}\n";
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  const RuleFile file = read_rule_file(*document);
  CHECK(file.is_resource);
  CHECK(file.groups.size() == 2);
  CHECK(file.problems.empty());
}

}  // namespace nsmon::config
