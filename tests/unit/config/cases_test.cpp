// SPDX-License-Identifier: Apache-2.0
// Every case of tests/config/*.cases: the whole list of problems with place, check and text.
#include "base/source_text.h"
#include "config/project.h"
#include "config/prometheus.h"
#include "config/rule_file.h"
#include "support/golden.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include <map>
#include <string>
#include <vector>

namespace nsmon::config {
namespace {

struct Case {
  std::string name;
  bool valid = false;
  std::vector<std::string> expected;
  std::string text;
};

// Lines of a case file, cut at the line breaks.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::vector<Case> read_cases(const std::string& file) {
  std::vector<Case> out;
  for (const std::string& line :
       lines_of(test::read_text(test::source_dir() / "tests/config" / file))) {
    if (line.starts_with("=== ")) {
      const bool valid = line.starts_with("=== valid ");
      REQUIRE((valid || line.starts_with("=== refused ")));
      out.push_back({.name = line.substr(4), .valid = valid, .expected = {}, .text = {}});
    } else if (!out.empty() && line.starts_with(">>> ")) {
      out.back().expected.push_back(line.substr(4));
    } else if (!out.empty()) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

std::vector<Problem> problems_of(const std::string& file, const yaml::Document& document) {
  if (file == "prometheus.cases") return read_prometheus_config(document).problems;
  if (file == "project.cases") return read_project(document, ".").problems;
  return read_rule_file(document).problems;
}

}  // namespace

TEST_CASE("files are judged as their cases say") {
  const std::string file =
      GENERATE("rules.cases", "prometheus.cases", "resources.cases", "project.cases");
  const std::vector<Case> cases = read_cases(file);
  REQUIRE(cases.size() > 6);
  std::map<std::string, int> names;
  for (const Case& item : cases) {
    CAPTURE(file, item.name, item.text);
    CHECK(++names[item.name] == 1);
    CHECK(item.valid == item.expected.empty());
    const SourceText source(file, item.text);
    const auto document = yaml::parse(source.text());
    REQUIRE(document.has_value());
    std::string actual;
    for (const Problem& problem : problems_of(file, *document)) {
      const LineColumn place = source.locate(problem.error.span.begin);
      CHECK(problem.error.span.end <= item.text.size());
      actual += fmt::format(">>> {}:{} {}: {}\n", place.line, place.column, check_id(problem.kind),
                            problem.context + problem.error.message);
    }
    std::string expected;
    for (const std::string& line : item.expected) expected += ">>> " + line + "\n";
    CHECK(actual == expected);
  }
}

}  // namespace nsmon::config
