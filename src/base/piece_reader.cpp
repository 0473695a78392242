// SPDX-License-Identifier: Apache-2.0
#include "base/piece_reader.h"

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

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

std::unexpected<Error> cannot_read(std::string_view name, int code) {
  std::string reason = std::strerror(code);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') {
    reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  }
  return failure(fmt::format("cannot read {}: {}", printable(name), reason), {},
                 code == ENOENT ? "check the spelling and the current folder" : "");
}

}  // namespace

PieceReader::PieceReader(int descriptor, bool owned, std::string name)
    : descriptor_(descriptor), owned_(owned), name_(std::move(name)) {}

PieceReader::PieceReader(PieceReader&& other) noexcept
    : descriptor_(other.descriptor_),
      owned_(std::exchange(other.owned_, false)),
      name_(std::move(other.name_)),
      buffer_(std::move(other.buffer_)) {}

PieceReader::~PieceReader() {
  if (owned_) ::close(descriptor_);
}

Result<PieceReader> PieceReader::open(const std::string& path) {
  const bool standard = path == "-";
  const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_read(path, errno);
  PieceReader reader(descriptor, !standard, standard ? "standard input" : path);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return cannot_read(reader.name_, errno);
  if (S_ISDIR(status.st_mode)) return cannot_read(reader.name_, EISDIR);
  return reader;
}

Result<std::string_view> PieceReader::next() {
  buffer_.resize(kPieceBytes);
  std::size_t filled = 0;
  while (filled < buffer_.size()) {
    const ssize_t count = ::read(descriptor_, buffer_.data() + filled, buffer_.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(name_, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return std::string_view(buffer_).substr(0, filled);
}

std::string PieceReader::tail(std::size_t count) const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  const off_t size = std::max<off_t>(status.st_size, 0);
  std::string bytes(std::min(count, static_cast<std::size_t>(size)), '\0');
  const ssize_t read =
      ::pread(descriptor_, bytes.data(), bytes.size(), size - static_cast<off_t>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
  return bytes;
}

}  // namespace nsmon
