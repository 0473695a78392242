// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>
#include <utility>

namespace nsmon::watch {

// A file that a job's output is appended to, each line at once, so that a crash loses nothing.
class LogFile {
 public:
  static Result<LogFile> open(const std::string& path);
  LogFile(LogFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  LogFile& operator=(LogFile&&) = delete;
  ~LogFile();

  // False when it can take no more.
  bool write(std::string_view text);

 private:
  explicit LogFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace nsmon::watch
