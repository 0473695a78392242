// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::lint {

enum class PathKind { missing, file, folder, other };

struct FolderEntry {
  std::string name;
  PathKind kind = PathKind::file;
  bool is_link = false;
};

// The part of a file system that a run looks at; tests hand in files of their own. Paths are used
// as they are given, relative ones from the current folder.
struct FileAccess {
  std::function<Result<std::string>(const std::string& path)> read;
  // Entries sorted by name. Errors say why the folder cannot be listed.
  std::function<Result<std::vector<FolderEntry>>(const std::string& path)> list;
  std::function<PathKind(const std::string& path)> kind_of;
  // Catalogs may be named otherwise than by a path. Empty: as other files.
  std::function<Result<std::string>(const std::string& name)> read_catalog = {};
};

// The real one.
FileAccess disk();

// Files of the folder at `path` and below whose names promise YAML or JSON, sorted, each folder's
// own files first. Hidden entries and links to folders are left out. Folders that cannot be listed
// are told in `troubles`.
std::vector<std::string> walk_folder(const FileAccess& access, const std::string& path,
                                     std::vector<Error>& troubles);

// Existing files that a `rule_files` entry names. A wildcard may stand in the last part of the path
// only, as Prometheus demands; it means what Go's filepath.Match says.
std::vector<std::string> expand_pattern(const FileAccess& access, const std::string& pattern);

// Go's filepath.Match for one name: * ? [a-z] [^a-z] and backslash. A malformed pattern matches
// nothing.
bool matches_pattern(std::string_view pattern, std::string_view name);

}  // namespace nsmon::lint
