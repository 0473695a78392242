// SPDX-License-Identifier: Apache-2.0
#include "base/text_diff.h"

#include <catch2/catch.hpp>

#include <random>

namespace nsmon {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n') + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// What `patch` would make of the old text; every line of a hunk has to fit.
std::string patched(const std::string& old_text, const std::string& diff) {
  const auto old_lines = lines_of(old_text);
  const auto script = lines_of(diff);
  std::string result;
  std::size_t at = 0;
  for (std::size_t i = 2; i < script.size(); ++i) {
    const std::string& line = script[i];
    if (line.starts_with("@@")) {
      std::size_t first = std::stoul(line.substr(4));
      const bool empty_range = line.substr(4, line.find(' ', 4) - 4).ends_with(",0");
      first -= empty_range ? 0 : 1;
      while (at < first) result += old_lines.at(at++);
      continue;
    }
    if (line[0] != '+') REQUIRE(old_lines.at(at) == line.substr(1));
    if (line[0] != '-') result += line.substr(1);
    if (line[0] != '+') ++at;
  }
  while (at < old_lines.size()) result += old_lines[at++];
  return result;
}

}  // namespace

TEST_CASE("equal texts have no difference") {
  CHECK(unified_diff("a", "b", "x\n", "x\n").empty());
}

TEST_CASE("a change is shown with three lines around it") {
  CHECK(
      unified_diff("old", "new", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") ==
      "--- old\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("changes far apart get hunks of their own") {
  std::string old_text;
  for (int i = 1; i <= 30; ++i) old_text += std::to_string(i) + "\n";
  std::string new_text = old_text;
  new_text.replace(new_text.find("3\n"), 2, "three\n");
  new_text.erase(new_text.find("25\n"), 3);
  const std::string diff = unified_diff("a", "b", old_text, new_text);
  CHECK(diff.find("@@ -1,6 +1,6 @@\n") != std::string::npos);
  CHECK(diff.find("@@ -22,7 +22,6 @@\n") != std::string::npos);
  CHECK(patched(old_text, diff) == new_text);
}

TEST_CASE("a text that appears or vanishes has an empty range on the other side") {
  CHECK(unified_diff("/dev/null", "b", "", "x\n") == "--- /dev/null\n+++ b\n@@ -0,0 +1 @@\n+x\n");
  CHECK(unified_diff("a", "/dev/null", "x\n", "") == "--- a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
}

TEST_CASE("a missing last line break is said") {
  CHECK(unified_diff("a", "b", "x", "x\n") ==
        "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
}

TEST_CASE("texts without anything in common are replaced as a whole") {
  std::string old_text;
  std::string new_text;
  for (int i = 0; i < 5000; ++i) {
    old_text += "a" + std::to_string(i) + "\n";
    new_text += "b" + std::to_string(i) + "\n";
  }
  const std::string diff = unified_diff("a", "b", old_text, new_text);
  CHECK(diff.find("@@ -1,5000 +1,5000 @@\n-a0\n") != std::string::npos);
  CHECK(patched(old_text, diff) == new_text);
}

TEST_CASE("applying the difference to the old text gives the new one") {
  std::mt19937 random(20);
  const auto some_text = [&] {
    std::string text;
    for (auto count = random() % 40; count > 0; --count) {
      text += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
    }
    return text;
  };
  for (int i = 0; i < 500; ++i) {
    const std::string old_text = some_text();
    const std::string new_text = some_text();
    CAPTURE(old_text, new_text);
    const std::string diff = unified_diff("a", "b", old_text, new_text);
    CHECK(patched(old_text, diff) == new_text);
  }
}

}  // namespace nsmon
