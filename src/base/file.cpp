// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include "base/try.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nsmon {
namespace {

// What is asked for when a size is not known beforehand.
constexpr std::uint64_t kFirstPiece = 65'536;

// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

std::string system_message(int code) {
  std::string text = std::strerror(code);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

std::unexpected<Error> cannot(std::string_view verb, std::string_view name, int code) {
  std::string hint;
  if (code == ENOENT) hint = "check the spelling and the current folder";
  return failure(fmt::format("cannot {} {}: {}", verb, printable(name), system_message(code)), {},
                 std::move(hint));
}

std::unexpected<Error> too_large(std::string_view name, std::uint64_t limit) {
  return failure(
      fmt::format("cannot read {}: it is larger than {} MiB", printable(name), limit >> 20U));
}

Result<void> write_all(int descriptor, std::string_view content, std::string_view name) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return cannot("write", name, errno);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0 && errno != EINVAL) return cannot("write", name, errno);
  return {};
}

// Mode bits of a file that is about to be replaced; those of a new file follow the umask.
mode_t mode_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) return status.st_mode & 07777U;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

}  // namespace

Result<std::string> read_descriptor(int descriptor, std::string_view name, std::uint64_t limit) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return cannot("read", name, errno);
  if (S_ISDIR(status.st_mode)) return cannot("read", name, EISDIR);
  // A size hint only: pipes have none and a file may grow while it is read.
  const auto expected = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
  if (S_ISREG(status.st_mode) && expected > limit) return too_large(name, limit);
  std::string content;
  content.resize(static_cast<std::size_t>(std::max(expected + 1, kFirstPiece)));
  std::size_t filled = 0;
  while (true) {
    if (filled == content.size()) content.resize(content.size() * 2);
    const ssize_t count = ::read(descriptor, content.data() + filled, content.size() - filled);
    if (count < 0) {
      if (errno == EINTR) continue;
      return cannot("read", name, errno);
    }
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
    if (filled > limit) return too_large(name, limit);
  }
  content.resize(filled);
  return content;
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) return cannot("read", path.native(), errno);
  return read_descriptor(descriptor.number(), path.native(), limit);
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  std::error_code ignored;  // the open below fails with a better message
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  std::string temporary = path.native() + ".XXXXXX";
  const Descriptor descriptor(::mkostemp(temporary.data(), O_CLOEXEC));
  if (descriptor.number() < 0) return cannot("write", path.native(), errno);
  auto written = write_all(descriptor.number(), content, path.native());
  if (written && (::fchmod(descriptor.number(), mode_of(path.native())) != 0 ||
                  ::rename(temporary.c_str(), path.c_str()) != 0)) {
    written = cannot("write", path.native(), errno);
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

}  // namespace nsmon
