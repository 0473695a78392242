// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nsmon::yaml {

// Turns the scanner's positions, which count characters, into byte offsets. Positions come nearly
// sorted, so a cursor that moves both ways makes a whole text cost one pass.
class MarkCursor {
 public:
  // `first` is the byte at which character 0 stands (after a byte order mark).
  MarkCursor(std::string_view text, std::uint32_t first);

  std::uint32_t byte_of(std::size_t character);

 private:
  std::string_view text_;
  std::uint32_t first_;
  bool ascii_;
  std::size_t character_ = 0;
  std::uint32_t byte_;
};

// Line numbers of offsets that mostly grow.
class LineCounter {
 public:
  // Line of a byte, from 1.
  std::uint32_t line_of(std::string_view text, std::uint32_t offset);

 private:
  std::uint32_t offset_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace nsmon::yaml
