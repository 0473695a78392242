// SPDX-License-Identifier: Apache-2.0
// Strings, numbers and durations. A number is only delimited here: whether the text is one is seen
// when it is read (promql/literals.h), as in Prometheus, whose messages depend on it.
#include "base/utf8.h"
#include "promql/characters.h"
#include "promql/lexer.h"

#include <fmt/core.h>

namespace nsmon::promql {
namespace {
constexpr std::string_view kDecimal = "0123456789";
constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";

// U+007A 'z', as Go's %#U.
std::string unicode_name(char32_t rune) {
  const std::string shown = quoted_rune(rune);
  std::string name = fmt::format("U+{:04X}", static_cast<std::uint32_t>(rune));
  // What cannot be shown has no second part; the quotes around it are escapes then.
  if (rune == U'\'' || rune == U'\\') return name + (rune == U'\'' ? " '''" : " '\\'");
  if (!shown.starts_with("'\\")) name += ' ' + shown;
  return name;
}

int digit_value(char32_t c) {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c >= U'a' && c <= U'f') return static_cast<int>(c - U'a' + 10);
  if (c >= U'A' && c <= U'F') return static_cast<int>(c - U'A' + 10);
  return 16;
}

struct EscapeForm {
  int digits;
  unsigned base;
  char32_t largest;
};
}  // namespace

Token Lexer::string(char quote) {
  while (!at_end()) {
    const char c = text_[pos_];
    if (c == quote) {
      ++pos_;
      return emit(Tok::string);
    }
    if (c == '\n') break;
    if (c == '\\') {
      ++pos_;
      std::string problem;
      if (!escape(quote, problem)) return fail(std::move(problem));
    } else if (static_cast<unsigned char>(c) < 0x80) {
      ++pos_;
    } else {
      const DecodedRune decoded = decode_rune(text_.substr(pos_));
      // U+FFFD itself counts as invalid, since Go's decoder answers with it.
      if (decoded.length == 0 || decoded.rune == 0xFFFD) return fail("invalid UTF-8 rune");
      pos_ += decoded.length;
    }
  }
  return fail("unterminated quoted string");
}

bool Lexer::escape(char quote, std::string& problem) {
  if (at_end()) {
    problem = "escape sequence not terminated";
    return false;
  }
  const char c = text_[pos_];
  if (c == quote || std::string_view("abfnrtv\\").contains(c)) {
    ++pos_;
    return true;
  }
  EscapeForm form{3, 8, 255};
  if (c == 'x') {
    form = {2, 16, 255};
  } else if (c == 'u') {
    form = {4, 16, 0x10FFFF};
  } else if (c == 'U') {
    form = {8, 16, 0x10FFFF};
  } else if (c < '0' || c > '7') {
    const DecodedRune decoded = decode_rune(text_.substr(pos_));
    problem = "unknown escape sequence " +
              unicode_name(decoded.length == 0 ? char32_t{0xFFFD} : decoded.rune);
    return false;
  }
  if (form.base == 16) ++pos_;
  std::uint64_t value = 0;
  for (int i = 0; i < form.digits; ++i) {
    if (at_end()) {
      problem = "escape sequence not terminated";
      return false;
    }
    const DecodedRune decoded = decode_rune(text_.substr(pos_));
    const char32_t rune = decoded.length == 0 ? char32_t{0xFFFD} : decoded.rune;
    const auto digit = static_cast<unsigned>(digit_value(rune));
    if (digit >= form.base) {
      problem = fmt::format("illegal character {} in escape sequence", unicode_name(rune));
      return false;
    }
    value = value * form.base + digit;
    ++pos_;
  }
  if (value > form.largest || (value >= 0xD800 && value < 0xE000)) {
    problem = "escape sequence is an invalid Unicode code point";
    return false;
  }
  return true;
}

Token Lexer::raw_string() {
  while (!at_end()) {
    if (text_[pos_] == '`') {
      ++pos_;
      return emit(Tok::string);
    }
    if (static_cast<unsigned char>(text_[pos_]) < 0x80) {
      ++pos_;
      continue;
    }
    const DecodedRune decoded = decode_rune(text_.substr(pos_));
    if (decoded.length == 0 || decoded.rune == 0xFFFD) return fail("invalid UTF-8 rune");
    pos_ += decoded.length;
  }
  return fail("unterminated raw string");
}

Token Lexer::number_or_duration() {
  if (scan_number()) return emit(Tok::number);
  if (scan_rest_of_duration()) return emit(Tok::duration);
  return fail("bad number or duration syntax: " + quoted(text_.substr(start_, pos_ - start_)));
}

Token Lexer::number() {
  if (scan_number()) return emit(Tok::number);
  return fail("bad number syntax: " + quoted(text_.substr(start_, pos_ - start_)));
}

bool Lexer::scan_number() {
  const std::size_t begin = pos_;
  std::string_view digits = kDecimal;
  // In series descriptions 0x5 is a zero, five more times.
  if (!series_ && take('0') && take_any("xX")) {
    take('_');
    digits = kHexadecimal;
  }
  take('.');
  take_any(digits);
  if (!scan_number_tail(digits) || pos_ == begin) return false;
  return (series_ && peek() == 'x') || !is_name_character(peek());
}

// Digits, one dot, one exponent and underscores, up to the first other character; false when they
// stand in an order that no number has.
bool Lexer::scan_number_tail(std::string_view digits) {
  bool dot = false;
  bool exponent = false;
  while (!at_end()) {
    const char c = text_[pos_];
    if (c == '.') {
      ++pos_;
      if (dot || take_any("_.") || digits == kHexadecimal) return false;
      dot = true;
    } else if (c == 'e' || c == 'E') {
      ++pos_;
      if (exponent) return false;
      exponent = true;
      take_any("+-");
      if (take_any("._eE") || at_end()) return false;
    } else if (c == '_') {
      ++pos_;
      if (take_any("._eE") || at_end()) return false;
    } else if (digits.contains(c)) {
      // A whole run, so that a hexadecimal `e` inside of one is no exponent.
      while (take_any(digits)) continue;
    } else {
      break;
    }
  }
  return true;
}

// What follows the count of a duration: units, and more counts with units. Their order is judged
// when the duration is read.
bool Lexer::scan_rest_of_duration() {
  if (!take_any("smhdwy")) return false;
  take('s');
  while (is_digit(peek())) {
    while (is_digit(peek())) ++pos_;
    if (!take_any("smhdw")) return false;
    take('s');
  }
  if (!is_name_character(peek())) return true;
  ++pos_;
  return false;
}

}  // namespace nsmon::promql
