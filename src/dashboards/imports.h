// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsmon::dashboards {

// Begins the names of files that the binary carries: "nsmon:templates/lib/nsmon.libsonnet".
inline constexpr std::string_view kEmbeddedScheme = "nsmon:";

// Where `import 'x'` is looked for after the folder of the importing file.
struct ImportFolders {
  std::vector<std::string> libraries;  // of -J; the last one is asked first, as jsonnet does
  std::string project;                 // the project's templates/lib; empty for none
};

struct ImportedFile {
  std::string path;  // as errors call it
  std::string text;
};

// Finds the file that `relative` means in a file of the folder `base` (which is empty or ends in a
// slash): there, in the library folders, in the project's, among the embedded files. Errors tell
// where it was looked for, or why a file that is there cannot be read.
Result<ImportedFile> find_import(const ImportFolders& folders, std::string_view base,
                                 std::string_view relative);

// Reads a file by the name that find_import() gave it.
Result<std::string> read_import(std::string_view path);

// What is put in front of the first line of imported Jsonnet that uses functions of `std` which
// came after libjsonnet 0.18, so that it has them; empty for all other files. Line numbers stay.
std::string_view import_prefix(std::string_view path, std::string_view text);

// One import that took place.
struct ImportRecord {
  std::string base;
  std::string relative;
  std::string found;
};

}  // namespace nsmon::dashboards
