// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace nsmon::promql {

// Classes of characters of the language; all of them are ASCII.
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name_character(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A character as Go's %q shows it: 'x', '\n', '\''.
std::string quoted_rune(char32_t rune);

}  // namespace nsmon::promql
