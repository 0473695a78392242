// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nsmon::test {

// With the switch --update-golden, compare_golden() rewrites files instead of comparing.
void set_update_golden(bool update);
bool update_golden();

// Root of the source tree.
std::filesystem::path source_dir();

// The whole file; the test fails when it cannot be read.
std::string read_text(const std::filesystem::path& path);

// Compares a text with a file of expected output (a path below the source tree), as one assertion
// that shows the first line that differs.
void compare_golden(const std::filesystem::path& path, std::string_view actual);

// An empty folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace nsmon::test
