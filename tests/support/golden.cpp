// SPDX-License-Identifier: Apache-2.0
#include "support/golden.h"

#include "base/file.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <ranges>

namespace nsmon::test {
namespace {

bool g_update_golden = false;  // set once by main before any test runs

// "line 3: expected `x`, got `y`", or nothing when the texts are equal.
std::string first_difference(std::string_view expected, std::string_view actual) {
  const auto line_of = [](std::string_view text, std::size_t number) {
    for (std::size_t i = 1; i < number && !text.empty(); ++i) {
      text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    return text.substr(0, text.find('\n'));
  };
  const auto [a, b] = std::ranges::mismatch(expected, actual);
  if (a == expected.end() && b == actual.end()) return {};
  const auto line = static_cast<std::size_t>(std::count(expected.begin(), a, '\n')) + 1;
  return fmt::format("line {}:\n  expected `{}`\n  got      `{}`", line, line_of(expected, line),
                     line_of(actual, line));
}

}  // namespace

void set_update_golden(bool update) {
  g_update_golden = update;
}
bool update_golden() {
  return g_update_golden;
}

std::filesystem::path source_dir() {
  return NSMON_SOURCE_DIR;
}

std::string read_text(const std::filesystem::path& path) {
  auto content = read_file(path);
  if (!content) FAIL(content.error().message);
  return std::move(*content);
}

void compare_golden(const std::filesystem::path& path, std::string_view actual) {
  const std::filesystem::path whole = source_dir() / path;
  if (g_update_golden) {
    REQUIRE(write_file(whole, actual).has_value());
    return;
  }
  CAPTURE(path.string());
  const std::string difference = first_difference(read_text(whole), actual);
  INFO("run the test with --update-golden to accept the change");
  CHECK(difference == "");
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "nsmon-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace nsmon::test
