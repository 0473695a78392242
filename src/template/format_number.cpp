// SPDX-License-Identifier: Apache-2.0
#include "template/format_number.h"

#include "base/number_text.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace nsmon::templates {
namespace {

constexpr char32_t kLastRune = 0x10FFFF;

// Offset just behind the first `count` characters.
std::size_t characters_end(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (count > 0 && at < text.size()) {
    at += std::max<std::size_t>(1, decode_rune(text.substr(at)).length);
    --count;
  }
  return at;
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(1, decode_rune(text.substr(at)).length);
  }
  return count;
}

std::string character(std::int64_t value) {
  const bool valid =
      value >= 0 && value <= std::int64_t{kLastRune} && !(value >= 0xD800 && value < 0xE000);
  std::string text;
  append_rune(text, valid ? static_cast<char32_t>(value) : U'\ufffd');
  return text;
}

// Go's `%+q`: everything outside of ASCII as \u escapes.
std::string in_ascii(std::string_view text) {
  constexpr std::uint32_t kLastShort = 0xFFFF;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedRune decoded = decode_rune(text.substr(at));
    const auto code = static_cast<std::uint32_t>(decoded.rune);
    if (decoded.length <= 1) {
      out += text[at];
    } else {
      out += code > kLastShort ? fmt::format("\\U{:08x}", code) : fmt::format("\\u{:04x}", code);
    }
    at += std::max<std::size_t>(1, decoded.length);
  }
  return out;
}

std::string quoted_character(std::int64_t value, const FormatSpec& spec) {
  std::string inner = quoted(character(value));
  if (spec.plus) inner = in_ascii(inner);
  inner = inner.substr(1, inner.size() - 2);
  if (inner == "\\\"") inner = "\"";
  if (inner == "'") inner = "\\'";
  return "'" + inner + "'";
}

std::string unicode_point(std::int64_t value, const FormatSpec& spec) {
  const int digits = std::max(4, spec.precision.value_or(4));
  std::string text = fmt::format("U+{:0{}X}", static_cast<std::uint64_t>(value), digits);
  if (spec.sharp && value >= 0 && value <= std::int64_t{kLastRune}) {
    text += " '" + character(value) + "'";
  }
  return text;
}

struct Radix {
  int base = 10;
  bool upper = false;
  std::string_view prefix;  // with the sharp flag
};

std::optional<Radix> radix_of(char32_t verb) {
  switch (verb) {
    case 'v':
    case 'd': return Radix{10, false, ""};
    case 'b': return Radix{2, false, "0b"};
    case 'o':
    case 'O': return Radix{8, false, "0"};
    case 'x': return Radix{16, false, "0x"};
    case 'X': return Radix{16, true, "0X"};
    default: return std::nullopt;
  }
}

std::string digits_of(std::uint64_t magnitude, const Radix& radix) {
  std::array<char, 64> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, radix.base);
  std::string digits(buffer.data(), end);
  if (radix.upper) {
    for (char& c : digits) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return digits;
}

std::string_view sign_of(bool negative, const FormatSpec& spec) {
  if (negative) return "-";
  if (spec.plus) return "+";
  return spec.space ? " " : "";
}

// Leading zeros come from the precision, or from a zero-padded width less the sign.
std::string integer_text(std::int64_t value, const FormatSpec& spec, char32_t verb,
                         const Radix& radix) {
  const bool negative = value < 0;
  const std::uint64_t magnitude =
      negative ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  if (spec.precision == 0 && value == 0) return "";
  const std::string_view sign = sign_of(negative, spec);
  std::size_t least = 0;
  if (spec.precision) {
    least = static_cast<std::size_t>(*spec.precision);
  } else if (spec.zero && !spec.minus && spec.width) {
    const auto width = static_cast<std::size_t>(*spec.width);
    least = width - std::min(width, sign.size());
  }
  std::string digits = digits_of(magnitude, radix);
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  if (spec.sharp && !(radix.base == 8 && digits.starts_with('0'))) {
    digits.insert(0, radix.prefix);
  }
  if (verb == 'O') digits.insert(0, "0o");
  return std::string(sign) + digits;
}

// C writes hexadecimal exponents with one digit at least, Go with two.
std::string hexadecimal_float(double value, const FormatSpec& spec, bool upper) {
  std::string text =
      spec.precision ? fmt::format("{:.{}a}", value, *spec.precision) : fmt::format("{:a}", value);
  // Rounded up to 2, which Go writes as 1 with the next exponent.
  const std::size_t two = text.find("0x2");
  if (two != std::string::npos) {
    const int exponent = std::ilogb(value) + 1;
    text = fmt::format(
        "{}0x1{}{}p{:+}", value < 0 ? "-" : "", spec.precision.value_or(0) > 0 ? "." : "",
        std::string(static_cast<std::size_t>(spec.precision.value_or(0)), '0'), exponent);
  }
  const std::size_t p = text.find('p');
  if (p != std::string::npos && text.size() - p == 3) text.insert(p + 2, "0");
  if (upper) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

std::string binary_float(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  constexpr int kMantissaBits = 53;
  constexpr int kSmallestExponent = -1074;
  exponent = std::max(exponent - kMantissaBits, kSmallestExponent);
  const double mantissa = value == 0 ? fraction : std::ldexp(value, -exponent);
  return fmt::format("{:.0f}p{:+d}", mantissa, exponent);
}

// The number with a minus but no plus; NaN and infinities as Go spells them.
std::string float_text(double value, const FormatSpec& spec, char32_t verb) {
  if (!std::isfinite(value)) return format_g(value);
  const int digits = spec.precision.value_or(6);
  std::string text;
  switch (verb) {
    case 'e':
    case 'E': text = fmt::format("{:.{}e}", value, digits); break;
    case 'f':
    case 'F': text = fmt::format("{:.{}f}", value, digits); break;
    case 'x':
    case 'X': return hexadecimal_float(value, spec, verb == 'X');
    case 'b': return binary_float(value);
    default: text = spec.precision ? format_g(value, *spec.precision) : format_g(value); break;
  }
  if (verb == 'E' || verb == 'G') std::ranges::replace(text, 'e', 'E');
  return text;
}

void append_padded_number(std::string& out, std::string text, const FormatSpec& spec, bool finite) {
  const std::size_t width = static_cast<std::size_t>(spec.width.value_or(0));
  const bool zeros = spec.zero && !spec.minus && finite;
  if (zeros && text.size() < width) {
    const bool has_sign = text.starts_with('-') || text.starts_with('+') || text.starts_with(' ');
    text.insert(has_sign ? 1 : 0, width - text.size(), '0');
  }
  FormatSpec blank = spec;
  blank.zero = false;
  pad_text(out, text, blank);
}

std::string hexadecimal_text(std::string_view value, const FormatSpec& spec, bool upper) {
  if (spec.precision) value = value.substr(0, static_cast<std::size_t>(*spec.precision));
  const std::string_view prefix = upper ? "0X" : "0x";
  std::string text;
  for (const char c : value) {
    const bool parted = spec.space && !text.empty();
    if (parted) text += ' ';
    if (spec.sharp && (spec.space || text.empty())) text += prefix;
    const auto byte = static_cast<unsigned char>(c);
    text += upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
  }
  return text;
}

}  // namespace

void pad_text(std::string& out, std::string_view text, const FormatSpec& spec) {
  const std::size_t width = static_cast<std::size_t>(spec.width.value_or(0));
  const std::size_t count = width == 0 ? 0 : character_count(text);
  const std::size_t missing = width > count ? width - count : 0;
  if (!spec.minus) out.append(missing, spec.zero ? '0' : ' ');
  out += text;
  if (spec.minus) out.append(missing, ' ');
}

bool append_integer(std::string& out, std::int64_t value, const FormatSpec& spec, char32_t verb) {
  FormatSpec blank = spec;
  blank.zero = false;
  if (const auto radix = radix_of(verb)) {
    pad_text(out, integer_text(value, spec, verb, *radix), blank);
  } else if (verb == 'c') {
    pad_text(out, character(value), spec);
  } else if (verb == 'q') {
    pad_text(out, quoted_character(value, spec), spec);
  } else if (verb == 'U') {
    pad_text(out, unicode_point(value, spec), blank);
  } else {
    return false;
  }
  return true;
}

bool append_float(std::string& out, double value, const FormatSpec& spec, char32_t verb) {
  constexpr std::u32string_view kVerbs = U"vbgGxXfFeE";
  if (kVerbs.find(verb) == std::u32string_view::npos) return false;
  std::string text = float_text(value, spec, verb);
  const bool signed_text = text.starts_with('-') || text.starts_with('+');
  // Infinity keeps its plus, a NaN gets a sign only when asked for one.
  if (!signed_text) text.insert(0, sign_of(false, spec));
  if (text.starts_with('+') && spec.space && !spec.plus) text[0] = ' ';
  append_padded_number(out, std::move(text), spec, std::isfinite(value));
  return true;
}

bool append_text(std::string& out, std::string_view value, const FormatSpec& spec, char32_t verb) {
  if (verb == 'x' || verb == 'X') {
    pad_text(out, hexadecimal_text(value, spec, verb == 'X'), spec);
    return true;
  }
  if (spec.precision) {
    value = value.substr(0, characters_end(value, static_cast<std::size_t>(*spec.precision)));
  }
  if (verb == 'v' || verb == 's') {
    pad_text(out, value, spec);
  } else if (verb == 'q') {
    const bool raw = spec.sharp && value.find_first_of("`\n\r") == std::string_view::npos;
    const std::string shown = spec.plus ? in_ascii(quoted(value)) : quoted(value);
    pad_text(out, raw ? "`" + std::string(value) + "`" : shown, spec);
  } else {
    return false;
  }
  return true;
}

}  // namespace nsmon::templates
