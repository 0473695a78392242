// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nsmon {

struct DecodedRune {
  char32_t rune = 0;
  std::size_t length = 0;  // bytes taken; 0 at the end of the text or for an invalid byte
};

// The character at the start of `text`. Overlong forms, surrogates and values past U+10FFFF are
// invalid, as in Go.
DecodedRune decode_rune(std::string_view text);

void append_rune(std::string& out, char32_t rune);

// Offset of the first invalid byte, or npos when the text is valid UTF-8.
std::size_t find_invalid_utf8(std::string_view text);
inline bool is_utf8(std::string_view text) {
  return find_invalid_utf8(text) == std::string_view::npos;
}

// Safe to print: control characters, escape sequences, bidirectional overrides and invalid bytes
// become visible escapes such as \x1b or \u202e. Line breaks and tabs are escaped too.
std::string printable(std::string_view text);

// As Go's strconv.Quote: double quotes around, escapes inside.
std::string quoted(std::string_view text);

// Columns that the text takes on a terminal: 2 for wide characters, 0 for combining ones.
std::size_t display_width(std::string_view text);

}  // namespace nsmon
