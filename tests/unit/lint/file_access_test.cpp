// SPDX-License-Identifier: Apache-2.0
#include "lint/file_access.h"

#include "support/golden.h"
#include "unit/lint/memory_files.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

namespace nsmon::test {

TEST_CASE("patterns match names as Go's filepath.Match does") {
  struct Row {
    const char* pattern;
    const char* name;
    bool matches;
  };
  const Row row = GENERATE(values<Row>({
      {"*.yml", "a.yml", true},
      {"*.yml", "a.yaml", false},
      {"*", "", true},
      {"a*b*c", "a1b2b3c", true},
      {"a*b*c", "a1b2b3", false},
      {"?.yml", "a.yml", true},
      {"?.yml", ".yml", false},
      {"[a-c]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[^a-c]x", "dx", true},
      {"[^a-c]x", "ax", false},
      {"\\*.yml", "*.yml", true},
      {"\\*.yml", "a.yml", false},
      {"[", "[", false},
      {"[a", "a", false},
      {"[]a]", "]", false},
      {"a\\", "a", false},
      {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
  }));
  CAPTURE(row.pattern, row.name);
  CHECK(lint::matches_pattern(row.pattern, row.name) == row.matches);
}

TEST_CASE("walking takes YAML and JSON, no hidden files, and follows no links to folders") {
  const TemporaryFolder folder;
  namespace fs = std::filesystem;
  const auto write = [&](const std::string& name) {
    fs::create_directories((folder.path() / name).parent_path());
    std::ofstream(folder.path() / name) << "x";
  };
  for (const char* name :
       {"b.yml", "a/c.yaml", "a/d.json", "a/readme.md", ".hidden.yml", ".git/e.yml", "z.rules"}) {
    write(name);
  }
  fs::create_directory_symlink(folder.path(), folder.path() / "a/up");
  std::vector<Error> troubles;
  std::vector<std::string> names;
  for (const std::string& path :
       lint::walk_folder(lint::disk(), folder.path().string(), troubles)) {
    names.push_back(fs::path(path).lexically_relative(folder.path()).string());
  }
  CHECK(troubles.empty());
  CHECK(names == std::vector<std::string>{"b.yml", "z.rules", "a/c.yaml", "a/d.json"});
}

TEST_CASE("a rule_files entry expands in the last part of its path only") {
  const auto access = memory_access({{"x/a.yml", ""}, {"x/b.yml", ""}, {"y/a.yml", ""}});
  CHECK(lint::expand_pattern(access, "x/*.yml") == std::vector<std::string>{"x/a.yml", "x/b.yml"});
  CHECK(lint::expand_pattern(access, "x/a.yml") == std::vector<std::string>{"x/a.yml"});
  CHECK(lint::expand_pattern(access, "*/a.yml").empty());
  CHECK(lint::expand_pattern(access, "none.yml").empty());
}

}  // namespace nsmon::test
