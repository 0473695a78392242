// SPDX-License-Identifier: Apache-2.0
#include "lint/file_access.h"

#include "base/file.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace nsmon::lint {
namespace {
namespace fs = std::filesystem;

// Deepest folder below a named one that is walked.
constexpr int kMaxFolders = 64;

PathKind to_path_kind(const fs::file_status& status) {
  switch (status.type()) {
    case fs::file_type::not_found: return PathKind::missing;
    case fs::file_type::regular: return PathKind::file;
    case fs::file_type::directory: return PathKind::folder;
    default: return PathKind::other;
  }
}

Result<std::vector<FolderEntry>> list_folder(const std::string& path) {
  std::error_code error;
  std::vector<FolderEntry> entries;
  fs::directory_iterator iterator(path, error);
  for (; !error && iterator != fs::directory_iterator(); iterator.increment(error)) {
    std::error_code ignored;  // a link to nothing is of kind missing
    entries.push_back({iterator->path().filename().string(),
                       to_path_kind(iterator->status(ignored)), iterator->is_symlink(ignored)});
  }
  if (error) {
    return failure(fmt::format("cannot list {}: {}", printable(path), error.message()));
  }
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

std::string join(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

bool promises_yaml(std::string_view name) {
  constexpr auto endings =
      std::to_array<std::string_view>({".yml", ".yaml", ".json", ".rules", ".rule"});
  return std::ranges::any_of(endings, [&](std::string_view ending) {
    return name.size() > ending.size() && name.ends_with(ending);
  });
}

void walk(const FileAccess& access, const std::string& path, int depth,
          std::vector<std::string>& files, std::vector<Error>& troubles) {
  if (depth > kMaxFolders) {
    troubles.push_back({.message = fmt::format("{} is nested too deep", printable(path))});
    return;
  }
  const auto entries = access.list(path);
  if (!entries) {
    troubles.push_back(entries.error());
    return;
  }
  for (const FolderEntry& entry : *entries) {
    if (entry.kind == PathKind::file && promises_yaml(entry.name) && entry.name[0] != '.') {
      files.push_back(join(path, entry.name));
    }
  }
  for (const FolderEntry& entry : *entries) {
    // A link may lead back up, so only real folders are entered.
    if (entry.kind != PathKind::folder || entry.is_link || entry.name[0] == '.') continue;
    walk(access, join(path, entry.name), depth + 1, files, troubles);
  }
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[\\") != std::string_view::npos;
}

struct CharacterClass {
  bool well_formed = false;
  bool holds = false;
  std::size_t length = 0;  // of the class in the pattern, brackets included
};

// Reads "[a-z]" at the start of `pattern` and asks it about `c`.
CharacterClass read_class(std::string_view pattern, char c) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && pattern[at] == '^';
  if (negated) ++at;
  const auto character = [&]() -> int {
    if (at < pattern.size() && pattern[at] == '\\') ++at;
    return at < pattern.size() ? static_cast<unsigned char>(pattern[at++]) : -1;
  };
  bool holds = false;
  for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
    if (first && (pattern[at] == ']' || pattern[at] == '-')) return {};
    const int low = character();
    int high = low;
    if (at < pattern.size() && pattern[at] == '-') {
      ++at;
      if (at < pattern.size() && pattern[at] == ']') return {};
      high = character();
    }
    if (low < 0 || high < 0) return {};
    const int value = static_cast<unsigned char>(c);
    holds = holds || (low <= value && value <= high);
  }
  if (at >= pattern.size()) return {};
  return {true, holds != negated, at + 1};
}
}  // namespace

FileAccess disk() {
  return {.read = [](const std::string& path) { return read_file(path); },
          .list = list_folder,
          .kind_of =
              [](const std::string& path) {
                std::error_code error;
                return to_path_kind(fs::status(path, error));
              }};
}

std::vector<std::string> walk_folder(const FileAccess& access, const std::string& path,
                                     std::vector<Error>& troubles) {
  std::vector<std::string> files;
  walk(access, path, 0, files, troubles);
  return files;
}

bool matches_pattern(std::string_view pattern, std::string_view name) {
  // Greedy with one place to come back to: the last star swallows as much as it must.
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_name = 0;
  while (n < name.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
      continue;
    }
    std::size_t taken = 0;
    if (p < pattern.size() && n < name.size()) {
      if (pattern[p] == '[') {
        const CharacterClass found = read_class(pattern.substr(p), name[n]);
        if (!found.well_formed) return false;
        taken = found.holds ? found.length : 0;
      } else if (pattern[p] == '\\') {
        if (p + 1 == pattern.size()) return false;
        taken = pattern[p + 1] == name[n] ? 2 : 0;
      } else {
        taken = pattern[p] == '?' || pattern[p] == name[n] ? 1 : 0;
      }
    }
    if (taken > 0) {
      p += taken;
      ++n;
    } else if (star != std::string_view::npos && star_name < name.size()) {
      p = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  return true;
}

std::vector<std::string> expand_pattern(const FileAccess& access, const std::string& pattern) {
  const std::size_t slash = pattern.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : pattern.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? pattern : pattern.substr(slash + 1);
  if (!has_wildcard(name) || has_wildcard(folder)) {
    const bool there = access.kind_of(pattern) == PathKind::file;
    return there ? std::vector{pattern} : std::vector<std::string>{};
  }
  std::vector<std::string> found;
  const auto entries = access.list(folder.empty() ? "." : folder);
  if (!entries) return found;
  for (const FolderEntry& entry : *entries) {
    if (entry.kind == PathKind::file && matches_pattern(name, entry.name)) {
      found.push_back(folder + entry.name);
    }
  }
  return found;
}

}  // namespace nsmon::lint
