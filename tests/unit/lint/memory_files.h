// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lint/runner.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::test {

// A text of several files, parted by lines `# file: NAME`; without such a line it is one file. The
// line numbers within a file count from its own first line.
struct NamedFile {
  std::string name;
  std::string text;
};

inline std::vector<NamedFile> split_files(std::string_view text, std::string_view single_name) {
  constexpr std::string_view mark = "# file: ";
  std::vector<NamedFile> files;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(mark)) {
      std::string_view name = line.substr(mark.size());
      while (name.ends_with('\n') || name.ends_with(' ')) name.remove_suffix(1);
      files.push_back({std::string(name), ""});
    } else {
      if (files.empty()) files.push_back({std::string(single_name), ""});
      files.back().text += line;
    }
    text.remove_prefix(end);
  }
  return files;
}

// A file system that holds just these files.
inline lint::FileAccess memory_access(std::vector<NamedFile> files) {
  const auto find = [files](const std::string& path) -> const NamedFile* {
    for (const NamedFile& file : files) {
      if (file.name == path) return &file;
    }
    return nullptr;
  };
  const auto is_folder = [files](const std::string& path) {
    return std::ranges::any_of(
        files, [&](const NamedFile& file) { return file.name.starts_with(path + "/"); });
  };
  return {.read = [find](const std::string& path) -> Result<std::string> {
            const NamedFile* file = find(path);
            if (file == nullptr) return failure("cannot read " + path + ": no such file");
            return file->text;
          },
          .list = [files](const std::string& folder) -> Result<std::vector<lint::FolderEntry>> {
            std::map<std::string, lint::PathKind> entries;
            const std::string prefix =
                folder == "." ? "" : (folder.ends_with('/') ? folder : folder + "/");
            for (const NamedFile& file : files) {
              if (!file.name.starts_with(prefix)) continue;
              const std::string rest = file.name.substr(prefix.size());
              const std::size_t slash = rest.find('/');
              entries[rest.substr(0, slash)] =
                  slash == std::string::npos ? lint::PathKind::file : lint::PathKind::folder;
            }
            std::vector<lint::FolderEntry> list;
            for (const auto& [name, kind] : entries) list.push_back({name, kind});
            return list;
          },
          .kind_of =
              [find, is_folder](const std::string& path) {
                if (find(path) != nullptr) return lint::PathKind::file;
                return is_folder(path) ? lint::PathKind::folder : lint::PathKind::missing;
              },
          .read_catalog = {}};
}

inline constexpr std::chrono::sys_days kTestDay{std::chrono::year{2026} / 6 / 15};

// A request to judge all of the files.
inline lint::Request request_for(const std::vector<NamedFile>& files) {
  lint::Request request;
  for (const NamedFile& file : files) request.paths.push_back(file.name);
  request.today = kTestDay;
  request.environment = [](std::string_view) { return std::string(); };
  return request;
}

// Judges the files with every check that is on; the policy must be sound.
inline lint::Outcome judge(const std::vector<NamedFile>& files) {
  return *lint::run(request_for(files), memory_access(files));
}

inline lint::Outcome judge(const std::string& text) {
  return judge({{"rules.yml", text}});
}

inline std::vector<std::string> ids(const lint::Outcome& outcome) {
  std::vector<std::string> list;
  for (const lint::Finding& finding : outcome.findings) {
    list.emplace_back(finding.check->info.id);
  }
  return list;
}

}  // namespace nsmon::test
