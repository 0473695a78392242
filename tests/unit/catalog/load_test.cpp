// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include "support/golden.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace nsmon::catalog {
namespace {

// Cases are parted by lines of dashes; the rendered problems of each stand in the golden file.
TEST_CASE("what is wrong with a catalog is told with its place") {
  const std::string folder = "tests/unit/catalog/";
  const std::string cases =
      nsmon::test::read_text(nsmon::test::source_dir() / folder / "problems.txt");
  std::string out;
  for (std::size_t begin = 0; begin < cases.size();) {
    const std::size_t end = std::min(cases.find("----\n", begin), cases.size());
    const SourceText source("catalog.yml", cases.substr(begin, end - begin));
    const Loaded loaded = load(source.name(), source.text());
    CAPTURE(source.text());
    CHECK_FALSE(loaded.problems.empty());
    for (const Diagnostic& problem : loaded.problems) out += render(problem, source);
    out += "----\n";
    begin = end + 5;
  }
  nsmon::test::compare_golden(folder + "problems.golden", out);
}

TEST_CASE("a metric with a wrong field keeps the others") {
  const Loaded loaded = load("a.yml",
                             "metrics:\n"
                             "  - {name: a, type: gauge, unit: [x], help: Fine}\n"
                             "  - {name: b}\n"
                             "  - {name: c, type: counter}\n");
  CHECK(loaded.problems.size() == 2);
  REQUIRE(loaded.file.metrics.size() == 2);
  CHECK(loaded.file.metrics[0].help == "Fine");
  CHECK(loaded.file.metrics[0].unit.empty());
  CHECK(loaded.file.metrics[1].name == "c");
}

TEST_CASE("aliases and merge keys may be used") {
  const Loaded loaded = load("a.yml",
                             "metrics:\n"
                             "  - &base {name: a, type: gauge, labels: &l {x: {values: [p, q]}}}\n"
                             "  - {<<: *base, name: b}\n"
                             "  - {name: c, type: gauge, labels: *l}\n");
  CHECK(loaded.problems.empty());
  REQUIRE(loaded.file.metrics.size() == 3);
  CHECK(loaded.file.metrics[1].name == "b");
  CHECK(loaded.file.metrics[1].find_label("x")->closed());
  CHECK(loaded.file.metrics[2].find_label("x")->values.size() == 2);
}

// The keys of an object in the schema.
std::set<std::string> keys_of(const nlohmann::json& schema) {
  std::set<std::string> keys;
  for (const auto& [key, value] : schema.at("properties").items()) keys.insert(key);
  CHECK(schema.at("additionalProperties") == false);
  return keys;
}

TEST_CASE("the JSON Schema lists the keys that the loader takes") {
  const auto schema = nlohmann::json::parse(
      nsmon::test::read_text(nsmon::test::source_dir() / "docs/schemas/catalog.schema.json"));
  const auto& parts = schema.at("$defs");
  const auto known = [](std::string_view level) {
    const auto keys = known_keys(level);
    return std::set<std::string>(keys.begin(), keys.end());
  };
  CHECK(keys_of(schema) == known(""));
  CHECK(keys_of(parts.at("metric")) == known("metric"));
  CHECK(keys_of(parts.at("label")) == known("label"));
  CHECK(keys_of(parts.at("target")) == known("target"));
  CHECK(known_keys("nothing").empty());
}

}  // namespace
}  // namespace nsmon::catalog
