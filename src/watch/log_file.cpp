// SPDX-License-Identifier: Apache-2.0
#include "watch/log_file.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace nsmon::watch {

Result<LogFile> LogFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return failure(fmt::format("cannot write to {}: {}", printable(path), std::strerror(errno)));
  }
  return LogFile(descriptor);
}

LogFile::~LogFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool LogFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace nsmon::watch
