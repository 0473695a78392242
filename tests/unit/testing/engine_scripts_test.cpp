// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "testing/script.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace {

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(NSMON_SOURCE_DIR "/tests/engine")) {
    if (entry.path().extension() == ".test") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

TEST_CASE("every engine script passes") {
  const auto paths = scripts();
  REQUIRE_FALSE(paths.empty());
  for (const auto& path : paths) {
    const auto text = nsmon::read_file(path);
    REQUIRE(text.has_value());
    const auto report = nsmon::testing::run_script(*text);
    CHECK_FALSE(report.cases.empty());
    for (const auto& problem : report.errors) {
      FAIL_CHECK(path.filename().string() << ":" << problem.line << ": " << problem.message);
    }
    for (const auto& entry : report.cases) {
      if (entry.pass) continue;
      FAIL_CHECK(path.filename().string()
                 << ":" << entry.line << ": " << entry.query << ": " << entry.message);
    }
  }
}
