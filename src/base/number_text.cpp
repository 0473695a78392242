// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

namespace nsmon {
namespace {

// Longest fixed form of a double: the smallest subnormal has 1074 digits after the point, shortest
// round-trip forms far fewer; to_chars needs about 330 characters at most.
using Buffer = std::array<char, 400>;

const char* special(double value) {
  if (std::isnan(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

template <class... Format>
std::string to_text(double value, Format... format) {
  Buffer buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
  return {buffer.data(), end};
}

// Decimal exponent of a text in scientific form.
int exponent_of(std::string_view scientific) {
  const std::size_t e = scientific.find('e');
  std::string_view digits = scientific.substr(e + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  int exponent = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  return exponent;
}

// Shortest decimal without exponent. From 2^53 on to_chars writes every digit of the integer that
// the double is, Go the shortest digits and then zeros.
void append_plain(std::string& out, double value) {
  constexpr double kExactIntegers = 9007199254740992.0;
  Buffer buffer;
  char* const begin = buffer.data();
  char* const limit = begin + buffer.size();
  if (std::fabs(value) < kExactIntegers) {
    out.append(begin, std::to_chars(begin, limit, value, std::chars_format::fixed).ptr);
    return;
  }
  const char* const end = std::to_chars(begin, limit, value, std::chars_format::scientific).ptr;
  const std::string_view scientific(begin, static_cast<std::size_t>(end - begin));
  const auto exponent = static_cast<std::size_t>(exponent_of(scientific));
  std::size_t digits = 0;
  for (const char c : scientific.substr(0, scientific.find('e'))) {
    if (c == '.') continue;
    out += c;
    if (c != '-') ++digits;
  }
  out.append(exponent + 1 - std::min(digits, exponent + 1), '0');
}

// Significant digits without trailing zeros after the point: "1.500e+03" becomes "1.5e+03".
std::string without_trailing_zeros(std::string text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return text;
  const std::size_t tail = std::min(text.find('e'), text.size());
  std::size_t last = tail;
  while (last > point + 1 && text[last - 1] == '0') --last;
  if (last == point + 1) last = point;
  return text.erase(last, tail - last);
}

bool equals_ignoring_case(std::string_view a, std::string_view lower) {
  return std::ranges::equal(a, lower, [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

std::optional<double> parse_special(std::string_view text) {
  bool negative = false;
  const bool has_sign = text.starts_with('+') || text.starts_with('-');
  if (has_sign) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity")) {
    return negative ? -HUGE_VAL : HUGE_VAL;
  }
  if (!has_sign && equals_ignoring_case(text, "nan")) return std::nan("");
  return std::nullopt;
}

// Go takes underscores between digits, and after the base prefix, of prefixed numbers only.
bool underscores_fit(std::string_view digits) {
  char before = '0';  // the base prefix counts as a digit
  for (const char c : digits) {
    if (c == '_' && before != '0') return false;
    before = c == '_' ? '_' : (std::isxdigit(static_cast<unsigned char>(c)) != 0 ? '0' : 'x');
    if (c == '_') before = '_';
  }
  return before != '_';
}

std::optional<double> parse_digits(std::string_view digits, std::chars_format format) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, format);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too small is zero or subnormal, as in Go; too large is refused.
    const double rounded = std::strtod(std::string(digits).c_str(), nullptr);
    if (format == std::chars_format::hex || std::isinf(rounded)) return std::nullopt;
    return rounded;
  }
  if (error != std::errc()) return std::nullopt;
  return value;
}

}  // namespace

std::string format_plain(double value) {
  if (!std::isfinite(value)) return special(value);
  std::string text;
  append_plain(text, value);
  return text;
}

std::string format_g(double value) {
  if (!std::isfinite(value)) return special(value);
  std::string scientific = to_text(value, std::chars_format::scientific);
  const int exponent = exponent_of(scientific);
  if (exponent < -4 || exponent >= 6) return scientific;
  return to_text(value, std::chars_format::fixed);
}

std::string format_g(double value, int digits) {
  if (!std::isfinite(value)) return special(value);
  digits = std::max(digits, 1);
  std::string scientific = to_text(value, std::chars_format::scientific, digits - 1);
  const int exponent = exponent_of(scientific);
  if (exponent < -4 || exponent >= digits) return without_trailing_zeros(std::move(scientific));
  return without_trailing_zeros(to_text(value, std::chars_format::fixed, digits - 1 - exponent));
}

void append_api(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += special(value);
    return;
  }
  const double magnitude = std::fabs(value);
  if (magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21)) return append_plain(out, value);
  out += to_text(value, std::chars_format::scientific);
}

std::string format_api(double value) {
  std::string text;
  append_api(text, value);
  return text;
}

std::optional<double> parse_float(std::string_view text) {
  if (const auto found = parse_special(text)) return found;
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.front() == '-' || digits.front() == '+') return std::nullopt;
  std::string without_underscores;
  const bool hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
  if (hexadecimal) {
    digits.remove_prefix(2);
    // Go asks for the binary exponent; from_chars would do without.
    if (digits.find_first_of("pP") == std::string_view::npos || !underscores_fit(digits)) {
      return std::nullopt;
    }
    without_underscores = digits;
    std::erase(without_underscores, '_');
    digits = without_underscores;
  }
  if (digits.empty() ||
      !(std::isxdigit(static_cast<unsigned char>(digits[0])) != 0 || digits[0] == '.')) {
    return std::nullopt;
  }
  const auto value =
      parse_digits(digits, hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (value && negative) return -*value;
  return value;
}

}  // namespace nsmon
