// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include "base/embedded.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <string>

#include <sys/stat.h>

using namespace nsmon;

TEST_CASE("a file is read back as written, whatever its bytes") {
  const test::TemporaryFolder folder;
  const std::string content("a\0\xff\r\n", 5);
  REQUIRE(write_file(folder.path() / "deep/er/file", content).has_value());
  CHECK(read_file(folder.path() / "deep/er/file") == content);
}

TEST_CASE("replacing a file keeps its mode and leaves no temporary behind") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "file";
  REQUIRE(write_file(path, "one").has_value());
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  REQUIRE(write_file(path, "two").has_value());
  CHECK(read_file(path) == "two");
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0640U);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("what cannot be read says why") {
  const test::TemporaryFolder folder;
  CHECK(read_file(folder.path() / "none").error().message.ends_with("no such file or directory"));
  CHECK(read_file(folder.path()).error().message.ends_with("is a directory"));
  REQUIRE(write_file(folder.path() / "big", std::string(1000, 'x')).has_value());
  CHECK(read_file(folder.path() / "big", 999).error().message.contains("larger than"));
  CHECK(read_file(folder.path() / "big", 1000).has_value());
  CHECK(read_file("/dev/zero", 1U << 20U).error().message.contains("larger than"));
}

TEST_CASE("what cannot be written says why and leaves nothing") {
  const test::TemporaryFolder folder;
  const auto target = folder.path() / "folder";
  std::filesystem::create_directory(target);
  CHECK_FALSE(write_file(target, "x").has_value());
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("shipped files are in the binary") {
  CHECK(embedded_file("rules/catalog/neurosymbolic.yml").has_value());
  CHECK_FALSE(embedded_file("rules/catalog/none.yml").has_value());
  for (const std::string_view path : embedded_paths("rules/catalog/")) {
    CAPTURE(path);
    CHECK(embedded_file(path) == test::read_text(test::source_dir() / path));
  }
}
