// SPDX-License-Identifier: Apache-2.0
#include "template/literals.h"

#include "base/number_text.h"
#include "base/utf8.h"

#include <cmath>
#include <limits>

namespace nsmon::templates {
namespace {

constexpr char32_t kLastRune = 0x10FFFF;

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 36;
}

std::optional<char> simple_escape(char c) {
  switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\': return '\\';
    default: return std::nullopt;
  }
}

// One character of a literal; `encoded` tells a rune from a raw byte (\x and octal escapes).
struct LiteralCharacter {
  char32_t value = 0;
  bool encoded = false;
};

class LiteralReader {
 public:
  LiteralReader(std::string_view text, char quote) : rest_(text), quote_(quote) {}

  std::string_view rest() const { return rest_; }

  std::optional<LiteralCharacter> next() {
    if (rest_.empty() || rest_[0] == quote_) return std::nullopt;
    if (rest_[0] != '\\') return plain();
    if (rest_.size() < 2) return std::nullopt;
    const char c = rest_[1];
    rest_.remove_prefix(2);
    if (const auto simple = simple_escape(c))
      return LiteralCharacter{static_cast<char32_t>(*simple), false};
    switch (c) {
      case 'x': return number(2, 16, false);
      case 'u': return number(4, 16, true);
      case 'U': return number(8, 16, true);
      case '\'':
      case '"':
        if (c != quote_) return std::nullopt;
        return LiteralCharacter{static_cast<char32_t>(c), false};
      default: break;
    }
    if (c < '0' || c > '7') return std::nullopt;
    // The digit that told what it is belongs to the number.
    rest_ = std::string_view(rest_.data() - 1, rest_.size() + 1);
    return number(3, 8, false);
  }

 private:
  std::optional<LiteralCharacter> plain() {
    const DecodedRune decoded = decode_rune(rest_);
    if (decoded.length == 0) {
      // Go reads an invalid byte as the replacement character.
      rest_.remove_prefix(1);
      return LiteralCharacter{0xFFFD, true};
    }
    rest_.remove_prefix(decoded.length);
    return LiteralCharacter{decoded.rune, true};
  }

  std::optional<LiteralCharacter> number(std::size_t digits, int base, bool rune) {
    if (rest_.size() < digits) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : rest_.substr(0, digits)) {
      const int digit = digit_value(c);
      if (digit >= base) return std::nullopt;
      value = value * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
    }
    rest_.remove_prefix(digits);
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    if (rune ? value > kLastRune || surrogate : value > 0xFF) return std::nullopt;
    return LiteralCharacter{static_cast<char32_t>(value), rune};
  }

  std::string_view rest_;
  char quote_;
};

std::optional<std::string> unquote_raw(std::string_view body) {
  std::string value;
  if (body.find('`') != std::string_view::npos) return std::nullopt;
  for (const char c : body) {
    if (c != '\r') value += c;
  }
  return value;
}

// Digits after the sign and the base prefix; underscores only between digits, or after the prefix.
struct IntegerDigits {
  bool negative = false;
  std::uint64_t magnitude = 0;
};

int base_of_prefix(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  int base = 8;
  std::size_t prefix = 1;
  switch (digits[1]) {
    case 'x':
    case 'X':
      base = 16;
      prefix = 2;
      break;
    case 'o':
    case 'O':
      base = 8;
      prefix = 2;
      break;
    case 'b':
    case 'B':
      base = 2;
      prefix = 2;
      break;
    default: break;
  }
  digits.remove_prefix(prefix);
  return base;
}

std::optional<IntegerDigits> integer_digits(std::string_view text) {
  IntegerDigits result;
  if (text.starts_with('+') || text.starts_with('-')) {
    result.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  const bool prefixed = text.size() >= 2 && text[0] == '0';
  const auto base = static_cast<std::uint64_t>(base_of_prefix(text));
  bool after_digit = prefixed;  // the prefix counts as one
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c == '_') {
      if (!after_digit) return std::nullopt;
      after_digit = false;
      continue;
    }
    const auto digit = static_cast<std::uint64_t>(digit_value(c));
    if (digit >= base) return std::nullopt;
    if (result.magnitude > (std::numeric_limits<std::uint64_t>::max() - digit) / base)
      return std::nullopt;
    result.magnitude = result.magnitude * base + digit;
    after_digit = true;
  }
  if (!after_digit) return std::nullopt;
  return result;
}

Result<NumberLiteral> parse_character(std::string_view text) {
  LiteralReader reader(text.substr(1), '\'');
  const auto character = reader.next();
  if (!character) return failure("invalid syntax");
  if (reader.rest() != "'") {
    return failure("malformed character constant: " + std::string(text));
  }
  NumberLiteral number{.text = std::string(text)};
  number.integer = static_cast<std::int64_t>(character->value);
  number.natural = character->value;
  number.real = static_cast<double>(character->value);
  return number;
}

// `1+2i` or `2i`; the text ends in `i`.
std::optional<std::pair<double, double>> parse_complex(std::string_view text) {
  const std::string_view body = text.substr(0, text.size() - 1);
  if (const auto imaginary = parse_float(body)) return std::pair{0.0, *imaginary};
  for (std::size_t at = body.size(); at-- > 1;) {
    const bool sign = body[at] == '+' || body[at] == '-';
    if (!sign || body[at - 1] == 'e' || body[at - 1] == 'E') continue;
    const auto real = parse_float(body.substr(0, at));
    const auto imaginary = parse_float(body.substr(at));
    if (real && imaginary) return std::pair{*real, *imaginary};
    return std::nullopt;
  }
  return std::nullopt;
}

// Underscores may part the digits of a decimal number, too.
std::optional<double> parse_real(std::string_view text) {
  if (text.find('_') == std::string_view::npos || text.find_first_of("xX") == 1) {
    return parse_float(text);
  }
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits += text[i];
      continue;
    }
    const bool between = i > 0 && i + 1 < text.size() && digit_value(text[i - 1]) < 10 &&
                         digit_value(text[i + 1]) < 10;
    if (!between) return std::nullopt;
  }
  return parse_float(digits);
}

bool fits_integer(double value) {
  return value >= -0x1p63 && value < 0x1p63 && std::trunc(value) == value;
}

void read_as_float(NumberLiteral& number, double value) {
  number.real = value;
  if (!number.integer && fits_integer(value)) number.integer = static_cast<std::int64_t>(value);
  if (!number.natural && value >= 0 && value < 0x1p64 && std::trunc(value) == value) {
    number.natural = static_cast<std::uint64_t>(value);
  }
}

}  // namespace

std::optional<std::string> unquote(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) return std::nullopt;
  const std::string_view body = literal.substr(1, literal.size() - 2);
  if (literal.front() == '`') return unquote_raw(body);
  if (literal.front() != '"' || body.find('\n') != std::string_view::npos) return std::nullopt;
  std::string value;
  LiteralReader reader(body, '"');
  while (!reader.rest().empty()) {
    const auto character = reader.next();
    if (!character) return std::nullopt;
    if (character->encoded) {
      append_rune(value, character->value);
    } else {
      value += static_cast<char>(character->value);
    }
  }
  return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const auto digits = integer_digits(text);
  if (!digits) return std::nullopt;
  constexpr std::uint64_t kSmallest = std::uint64_t{1} << 63;
  if (digits->magnitude > (digits->negative ? kSmallest : kSmallest - 1)) return std::nullopt;
  return static_cast<std::int64_t>(digits->negative ? ~digits->magnitude + 1 : digits->magnitude);
}

std::optional<std::uint64_t> parse_natural(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) return std::nullopt;
  const auto digits = integer_digits(text);
  if (!digits) return std::nullopt;
  return digits->magnitude;
}

Result<NumberLiteral> parse_number(std::string_view text) {
  if (text.starts_with('\'')) return parse_character(text);
  NumberLiteral number{.text = std::string(text)};
  if (text.ends_with('i')) {
    number.complex = parse_complex(text);
    if (!number.complex) return failure("illegal number syntax: " + quoted(text));
    return number;
  }
  number.natural = parse_natural(text);
  number.integer = parse_integer(text);
  if (number.integer == 0) number.natural = 0;  // -0 reads as a natural number too
  if (number.integer) {
    number.real = static_cast<double>(*number.integer);
  } else if (number.natural) {
    number.real = static_cast<double>(*number.natural);
  } else if (const auto value = parse_real(text)) {
    if (text.find_first_of(".eEpP") == std::string_view::npos) {
      return failure("integer overflow: " + quoted(text));
    }
    read_as_float(number, *value);
  }
  if (!number.integer && !number.natural && !number.real) {
    return failure("illegal number syntax: " + quoted(text));
  }
  return number;
}

}  // namespace nsmon::templates
