// SPDX-License-Identifier: Apache-2.0
#include "config/glob.h"

#include "base/try.h"

#include <algorithm>
#include <optional>
#include <string>

namespace nsmon::config {
namespace {

constexpr std::size_t kMostFiles = 100'000;

std::unexpected<Error> bad_pattern() {
  return failure("syntax error in pattern");
}

// One element of a pattern that stands for one byte: a plain or escaped byte, `?` or a class.
// Nothing on bad syntax; `match` tells whether `c` is accepted.
struct Element {
  std::size_t length = 0;
  bool match = false;
};

std::optional<char> class_byte(std::string_view pattern, std::size_t& at) {
  if (at < pattern.size() && pattern[at] == '\\') ++at;
  if (at >= pattern.size()) return std::nullopt;
  return pattern[at++];
}

std::optional<Element> class_element(std::string_view pattern, char c) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && pattern[at] == '^';
  if (negated) ++at;
  bool inside = false;
  for (bool first = true; first || at >= pattern.size() || pattern[at] != ']'; first = false) {
    if (first && at < pattern.size() && pattern[at] == ']') return std::nullopt;
    if (at < pattern.size() && pattern[at] == '-') return std::nullopt;
    const auto low = class_byte(pattern, at);
    if (!low) return std::nullopt;
    auto high = low;
    if (at < pattern.size() && pattern[at] == '-') {
      ++at;
      if (at < pattern.size() && pattern[at] == ']') return std::nullopt;
      high = class_byte(pattern, at);
      if (!high) return std::nullopt;
    }
    inside = inside || (*low <= c && c <= *high);
  }
  return Element{at + 1, inside != negated};
}

std::optional<Element> element(std::string_view pattern, char c) {
  if (pattern[0] == '[') return class_element(pattern, c);
  if (pattern[0] == '?') return Element{1, true};
  if (pattern[0] != '\\') return Element{1, pattern[0] == c};
  if (pattern.size() < 2) return std::nullopt;
  return Element{2, pattern[1] == c};
}

bool has_pattern(std::string_view part) {
  return part.find_first_of("*?[\\") != std::string_view::npos;
}

using Paths = std::vector<std::filesystem::path>;

Result<void> expand_part(const std::filesystem::path& folder, const std::string& part, Paths& out) {
  std::error_code error;
  std::vector<std::string> names;
  const auto listed = folder.empty() ? std::filesystem::path(".") : folder;
  for (std::filesystem::directory_iterator it(listed, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    TRY_ASSIGN(const bool matches, matches_pattern(part, name));
    if (matches) names.push_back(name);
    if (names.size() > kMostFiles) return failure("pattern matches too many files");
  }
  std::ranges::sort(names);
  for (const std::string& name : names) out.push_back(folder / name);
  return {};
}

}  // namespace

// Greedy with one point of return: the last star takes one byte more whenever the rest does not
// match.
Result<bool> matches_pattern(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::optional<std::pair<std::size_t, std::size_t>> star;
  while (true) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = {++p, n};
      continue;
    }
    if (p == pattern.size() && n == name.size()) return true;
    if (p < pattern.size()) {
      const auto next = element(pattern.substr(p), n < name.size() ? name[n] : '\0');
      if (!next) return bad_pattern();
      if (n < name.size() && next->match) {
        p += next->length;
        ++n;
        continue;
      }
    }
    if (!star || star->second >= name.size()) return false;
    p = star->first;
    n = ++star->second;
  }
}

Result<std::vector<std::filesystem::path>> glob(std::string_view pattern) {
  TRY(matches_pattern(pattern, ""));
  const std::filesystem::path whole(pattern);
  Paths found = {whole.root_path()};
  for (const std::filesystem::path& part : whole.relative_path()) {
    Paths next;
    for (const std::filesystem::path& folder : found) {
      if (has_pattern(part.string())) {
        TRY(expand_part(folder, part.string(), next));
      } else {
        next.push_back(folder / part);
      }
    }
    found = std::move(next);
  }
  std::erase_if(found, [](const std::filesystem::path& path) {
    std::error_code error;
    return path.empty() || !std::filesystem::exists(path, error);
  });
  return found;
}

}  // namespace nsmon::config
