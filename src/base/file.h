// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace nsmon {

// Largest file that is read into memory; spans are 32 bits wide.
inline constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;

// The whole file as bytes. The errors say what the matter is: missing, a folder, no permission, too
// large. "-" is not special here.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::uint64_t limit = kLargestFile);

// Everything from an open descriptor up to its end; `name` is what errors call it.
Result<std::string> read_descriptor(int descriptor, std::string_view name,
                                    std::uint64_t limit = kLargestFile);

// Writes to a temporary name in the same folder, syncs and renames, so that readers see the old or
// the new content, never half. Creates missing parent folders.
Result<void> write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace nsmon
