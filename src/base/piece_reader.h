// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace nsmon {

// An input that is read once, from begin to end, in pieces of up to 1 MiB, and never kept as a
// whole.
class PieceReader {
 public:
  // "-" is standard input. Errors as of base/file.h.
  static Result<PieceReader> open(const std::string& path);

  PieceReader(PieceReader&& other) noexcept;
  PieceReader& operator=(PieceReader&&) = delete;
  ~PieceReader();

  // The next bytes; empty at the end. The view lasts until the next call.
  Result<std::string_view> next();
  // The last `count` bytes of a regular file, without moving the reader; empty for pipes.
  std::string tail(std::size_t count) const;

 private:
  PieceReader(int descriptor, bool owned, std::string name);

  int descriptor_;
  bool owned_;  // standard input stays open
  std::string name_;
  std::string buffer_;
};

}  // namespace nsmon
