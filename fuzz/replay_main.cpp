// SPDX-License-Identifier: Apache-2.0
// Feeds every file below the given folders to the fuzz entry, so that a corpus is an ordinary test.
#include "base/file.h"

#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  int replayed = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      const auto content = nsmon::read_file(entry.path());
      if (!content) {
        fmt::print(stderr, "{}\n", content.error().message);
        return 2;
      }
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content->data()),
                             content->size());
      ++replayed;
    }
  }
  fmt::print("{} inputs replayed\n", replayed);
  return replayed > 0 ? 0 : 1;  // an empty corpus would be a test that cannot fail
}
