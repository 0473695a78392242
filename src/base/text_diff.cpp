// SPDX-License-Identifier: Apache-2.0
// Shortest edit script by Myers (1986): among all ways through the grid of old and new lines, the
// one with the fewest single-line steps, found by letting the number of steps grow. `reach[k]` is
// how far the best way with the current number of steps comes on diagonal k (old index minus new
// index). The arrays of all step counts are kept to walk back, hence the bound on the number of
// steps.
#include "base/text_diff.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace nsmon {
namespace {

constexpr int kMostSteps = 2000;
constexpr std::size_t kContext = 3;

using Lines = std::vector<std::string_view>;

// Each line with its line break, so that a missing last one counts as a difference.
Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Line {
  char kind = ' ';  // ' ' in both, '-' only in the old text, '+' only in the new one
  std::string_view text;
};
using Script = std::vector<Line>;

class ShortestScript {
 public:
  ShortestScript(const Lines& a, const Lines& b) : a_(a), b_(b) {}

  // False when more than kMostSteps lines differ.
  bool find(Script& script) {
    const int size = static_cast<int>(std::min<std::size_t>(a_.size() + b_.size(), kMostSteps));
    std::vector<int> reach(2 * static_cast<std::size_t>(size) + 3, 0);
    offset_ = size + 1;
    for (int steps = 0; steps <= size; ++steps) {
      history_.emplace_back(reach.begin() + offset_ - steps - 1,
                            reach.begin() + offset_ + steps + 2);
      for (int k = -steps; k <= steps; k += 2) {
        if (advance(reach, steps, k)) {
          walk_back(steps, script);
          return true;
        }
      }
    }
    return false;
  }

 private:
  static bool comes_from_above(const int* around, int steps, int k) {
    return k == -steps || (k != steps && around[-1] < around[1]);
  }

  bool advance(std::vector<int>& reach, int steps, int k) {
    int* here = reach.data() + offset_ + k;
    int x = comes_from_above(here, steps, k) ? here[1] : here[-1] + 1;
    while (same(x, x - k)) ++x;
    *here = x;
    return x >= static_cast<int>(a_.size()) && x - k >= static_cast<int>(b_.size());
  }

  bool same(int x, int y) const {
    return x < static_cast<int>(a_.size()) && y < static_cast<int>(b_.size()) &&
           a_[static_cast<std::size_t>(x)] == b_[static_cast<std::size_t>(y)];
  }

  void walk_back(int steps, Script& script) const {
    int x = static_cast<int>(a_.size());
    int y = static_cast<int>(b_.size());
    for (; steps >= 0; --steps) {
      const std::vector<int>& reach = history_[static_cast<std::size_t>(steps)];
      const int k = x - y;
      const int* here = reach.data() + steps + 1 + k;
      const bool inserted = comes_from_above(here, steps, k);
      const int from_x = steps == 0 ? 0 : (inserted ? here[1] : here[-1]);
      const int snake_begin = steps == 0 || inserted ? from_x : from_x + 1;
      while (x > snake_begin) {
        script.push_back({' ', a_[static_cast<std::size_t>(--x)]});
        --y;
      }
      if (steps == 0) break;
      if (inserted) {
        script.push_back({'+', b_[static_cast<std::size_t>(--y)]});
      } else {
        script.push_back({'-', a_[static_cast<std::size_t>(--x)]});
      }
    }
    std::ranges::reverse(script);
  }

  const Lines& a_;
  const Lines& b_;
  int offset_ = 0;
  std::vector<std::vector<int>> history_;
};

void append_line(std::string& out, const Line& line) {
  out += line.kind;
  out += line.text;
  if (!line.text.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

// "12,3", or "12" for a single line; an empty range names the line before it.
std::string range(std::size_t first, std::size_t count) {
  if (count == 1) return fmt::format("{}", first + 1);
  return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

void append_hunks(std::string& out, const Script& script) {
  std::size_t old_line = 0;
  std::size_t new_line = 0;
  for (std::size_t i = 0; i < script.size();) {
    std::size_t change = i;
    while (change < script.size() && script[change].kind == ' ') ++change;
    if (change == script.size()) return;
    const std::size_t begin = change - std::min(kContext, change - i);
    old_line += begin - i;
    new_line += begin - i;
    std::size_t end = change;
    for (std::size_t j = change; j < script.size() && j < end + 2 * kContext + 1; ++j) {
      if (script[j].kind != ' ') end = j + 1;
    }
    end = std::min(end + kContext, script.size());
    const auto count = [&](char other) {
      return static_cast<std::size_t>(
          std::count_if(script.begin() + static_cast<std::ptrdiff_t>(begin),
                        script.begin() + static_cast<std::ptrdiff_t>(end),
                        [&](const Line& line) { return line.kind != other; }));
    };
    const std::size_t old_count = count('+');
    const std::size_t new_count = count('-');
    out += fmt::format("@@ -{} +{} @@\n", range(old_line, old_count), range(new_line, new_count));
    for (std::size_t j = begin; j < end; ++j) append_line(out, script[j]);
    old_line += old_count;
    new_line += new_count;
    i = end;
  }
}

}  // namespace

std::string unified_diff(std::string_view old_name, std::string_view new_name,
                         std::string_view old_text, std::string_view new_text) {
  if (old_text == new_text) return {};
  const Lines a = split(old_text);
  const Lines b = split(new_text);
  Script script;
  if (!ShortestScript(a, b).find(script)) {
    for (const std::string_view line : a) script.push_back({'-', line});
    for (const std::string_view line : b) script.push_back({'+', line});
  }
  std::string out = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  append_hunks(out, script);
  return out;
}

}  // namespace nsmon
