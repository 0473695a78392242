// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon {

// Line and column of a place in a text, both from 1. The column counts bytes since the line began.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const LineColumn&) const = default;
};

// A text with the name it is shown under, and the place of each of its lines. Owns the text; views
// into it live as long as the object, also when it is moved.
class SourceText {
 public:
  // `first_line` is the number of the text's first line, for a piece cut out of a longer text.
  SourceText(std::string name, std::string text, std::uint32_t first_line = 1);

  const std::string& name() const { return name_; }
  std::string_view text() const { return *text_; }
  // Offsets past the end give the place just after the last byte.
  LineColumn locate(std::uint32_t offset) const;
  // The line without its line break, by its number; empty for a line that does not exist.
  std::string_view line(std::uint32_t number) const;
  // Offset of the first byte of a line, by its number.
  std::uint32_t line_begin(std::uint32_t number) const;
  std::uint32_t line_count() const;

 private:
  const std::vector<std::uint32_t>& lines() const;

  std::string name_;
  std::uint32_t first_line_ = 1;
  std::unique_ptr<const std::string> text_;  // behind a pointer, so that views survive a move
  mutable std::vector<std::uint32_t> line_begins_;  // found at first use; most files need none
};

}  // namespace nsmon
