// SPDX-License-Identifier: Apache-2.0
#include "dashboards/imports.h"

#include "base/embedded.h"
#include "base/file.h"
#include "base/try.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ranges>

namespace nsmon::dashboards {
namespace {

constexpr std::uint64_t kLargestImport = std::uint64_t{64} << 20;
constexpr std::string_view kLibraryFolder = "nsmon:templates/lib/";
constexpr std::string_view kCompatibility = "nsmon:templates/lib/std-compat.libsonnet";

// `std` may not refer to itself, hence the name in between.
constexpr std::string_view kPrefix =
    "local nsmonStd=std;local std=nsmonStd+(import 'nsmon:templates/lib/std-compat.libsonnet');";

// The fields of std-compat.libsonnet, sorted.
constexpr std::string_view kLaterFunctions[] = {"all",
                                                "any",
                                                "atan2",
                                                "avg",
                                                "contains",
                                                "deg2rad",
                                                "equalsIgnoreCase",
                                                "escapeStringXML",
                                                "flattenDeepArray",
                                                "hypot",
                                                "isDecimal",
                                                "isEmpty",
                                                "isEven",
                                                "isInteger",
                                                "isNull",
                                                "isOdd",
                                                "log10",
                                                "log2",
                                                "maxArray",
                                                "minArray",
                                                "objectKeysValues",
                                                "objectKeysValuesAll",
                                                "objectRemoveKey",
                                                "pi",
                                                "rad2deg",
                                                "remove",
                                                "removeAt",
                                                "round",
                                                "sum",
                                                "trim",
                                                "xnor",
                                                "xor"};

std::string_view identifier(std::string_view text) {
  const std::size_t end =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  return text.substr(0, end);
}

std::string join(std::string_view folder, std::string_view relative) {
  if (relative.starts_with('/') || relative.starts_with(kEmbeddedScheme)) {
    return std::string(relative);
  }
  std::string path(folder);
  if (!path.empty() && !path.ends_with('/') && !path.ends_with(':')) path += '/';
  return path.append(relative);
}

std::optional<std::string_view> find_embedded(std::string_view path) {
  const std::filesystem::path name(path.substr(kEmbeddedScheme.size()));
  return embedded_file(name.lexically_normal().generic_string());
}

bool exists(const std::string& path) {
  if (path.starts_with(kEmbeddedScheme)) return find_embedded(path).has_value();
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

}  // namespace

Result<std::string> read_import(std::string_view path) {
  std::string text;
  if (path.starts_with(kEmbeddedScheme)) {
    const auto embedded = find_embedded(path);
    if (!embedded) return failure(fmt::format("there is no {}", path));
    text = *embedded;
  } else {
    TRY_ASSIGN(text, read_file(std::filesystem::path(path), kLargestImport));
  }
  // The evaluator takes texts that end at the first zero byte.
  if (text.find('\0') != std::string::npos) {
    return failure(fmt::format("{} holds a zero byte, which no text does", path));
  }
  return text;
}

Result<ImportedFile> find_import(const ImportFolders& folders, std::string_view base,
                                 std::string_view relative) {
  std::vector<std::string> candidates{join(base, relative)};
  for (const std::string& folder : folders.libraries | std::views::reverse) {
    candidates.push_back(join(folder, relative));
  }
  if (!folders.project.empty()) candidates.push_back(join(folders.project, relative));
  candidates.push_back(join(kLibraryFolder, relative));
  for (const std::string& path : candidates) {
    if (!exists(path)) continue;
    TRY_ASSIGN(std::string text, read_import(path));
    return ImportedFile{path, std::move(text)};
  }
  std::string places = candidates.front();
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (candidates[i] != candidates[i - 1]) places += ", " + candidates[i];
  }
  return failure(fmt::format("there is no {}", places));
}

std::string_view import_prefix(std::string_view path, std::string_view text) {
  const bool is_jsonnet = path.ends_with(".jsonnet") || path.ends_with(".libsonnet");
  if (!is_jsonnet || path == kCompatibility) return {};
  for (std::size_t at = text.find("std."); at != std::string_view::npos;
       at = text.find("std.", at + 1)) {
    const std::string_view name = identifier(text.substr(at + 4));
    if (std::ranges::binary_search(kLaterFunctions, name)) return kPrefix;
  }
  return {};
}

}  // namespace nsmon::dashboards
