// SPDX-License-Identifier: Apache-2.0
#include "support/cli_script.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <vector>

using namespace nsmon::test;

TEST_CASE("every whole-program script gives its expected output and status") {
  std::vector<std::filesystem::path> scripts;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "tests/cli")) {
    if (entry.path().extension() == ".txt") scripts.push_back(entry.path());
  }
  REQUIRE_FALSE(scripts.empty());
  std::ranges::sort(scripts);
  for (const auto& script : scripts) {
    DYNAMIC_SECTION(script.filename().string()) {
      run_cli_script(script);
    }
  }
}

TEST_CASE("a pattern of a script stands for what it says and nothing else") {
  CHECK(fits_pattern("a\n...\nz\n", "a\nb\nc\nz\n"));
  CHECK(fits_pattern("took {*} ms\n", "took 12.5 ms\n"));
  CHECK_FALSE(fits_pattern("took {*} ms\n", "took 12.5 s\n"));
  CHECK_FALSE(fits_pattern("a\n...\nz\n", "a\nb\n"));
  CHECK_FALSE(fits_pattern("a\n", "a\nb\n"));
}
