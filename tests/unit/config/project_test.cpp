// SPDX-License-Identifier: Apache-2.0
#include "config/project.h"

#include "base/file.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

namespace nsmon::config {

TEST_CASE("the project file is found upward and its paths are relative to it") {
  const test::TemporaryFolder folder;
  REQUIRE(
      write_file(folder.path() / ".nsmon.yml", "catalogs: [c/a.yml]\nrules: ../r\n").has_value());
  REQUIRE(write_file(folder.path() / "deep/down/x.txt", "").has_value());
  const auto found = find_project_file(folder.path() / "deep/down");
  REQUIRE(found.has_value());
  CHECK(*found == folder.path() / ".nsmon.yml");
  const auto project = load_project(folder.path() / "deep/down");
  REQUIRE(project.has_value());
  REQUIRE(project->has_value());
  CHECK((*project)->problems.empty());
  REQUIRE((*project)->catalogs.size() == 1);
  CHECK((*project)->resolve((*project)->catalogs[0].value) == folder.path() / "c/a.yml");
  CHECK((*project)->resolve((*project)->rules[0].value) == folder.path().parent_path() / "r");
  CHECK((*project)->resolve("/abs") == "/abs");
}

TEST_CASE("a folder without a project file has no project") {
  const auto project = load_project("/proc/self/fd");
  REQUIRE(project.has_value());
  CHECK_FALSE(project->has_value());
}

TEST_CASE("a project file that is not YAML is an error with its path") {
  const test::TemporaryFolder folder;
  REQUIRE(write_file(folder.path() / ".nsmon.yml", "catalogs: [\n").has_value());
  const auto project = load_project(folder.path());
  REQUIRE_FALSE(project.has_value());
  CHECK(project.error().message.starts_with((folder.path() / ".nsmon.yml").string() + ": "));
}

TEST_CASE("wrong keys of a project file come with the nearest known one") {
  const auto document = yaml::parse("catalog: a.yml\n");
  REQUIRE(document.has_value());
  const Project project = read_project(*document, ".");
  REQUIRE(project.problems.size() == 1);
  CHECK(project.problems[0].error.hint == "did you mean \"catalogs\"?");
}

}  // namespace nsmon::config
