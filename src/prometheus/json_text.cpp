// SPDX-License-Identifier: Apache-2.0
#include "prometheus/json_text.h"

#include "base/number_text.h"
#include "base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace nsmon::prometheus {
namespace {
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const char* skip_digits(const char* p, const char* end) {
  while (p != end && is_digit(*p)) ++p;
  return p;
}

std::optional<unsigned> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(0, 4)) {
    unsigned digit = 0;
    if (is_digit(c)) {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

constexpr char32_t kReplacement = 0xfffd;
bool is_high_surrogate(unsigned code) {
  return code >= 0xd800 && code < 0xdc00;
}
bool is_low_surrogate(unsigned code) {
  return code >= 0xdc00 && code < 0xe000;
}

// Decodes what follows "\u"; moves `rest` past it. False for bad digits.
bool decode_unicode_escape(std::string_view& rest, std::string& out) {
  const auto first = hex4(rest);
  if (!first) return false;
  rest.remove_prefix(4);
  if (!is_high_surrogate(*first)) {
    append_rune(out, is_low_surrogate(*first) ? kReplacement : static_cast<char32_t>(*first));
    return true;
  }
  const auto second = rest.starts_with("\\u") ? hex4(rest.substr(2)) : std::nullopt;
  if (!second || !is_low_surrogate(*second)) {
    append_rune(out, kReplacement);
    return true;
  }
  rest.remove_prefix(6);
  append_rune(out, 0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00));
  return true;
}

bool decode_escape(std::string_view& rest, std::string& out) {
  if (rest.empty()) return false;
  const char c = rest.front();
  rest.remove_prefix(1);
  switch (c) {
    case '"':
    case '\\':
    case '/': out += c; return true;
    case 'b': out += '\b'; return true;
    case 'f': out += '\f'; return true;
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'u': return decode_unicode_escape(rest, out);
    default: return false;
  }
}

bool must_be_escaped(char32_t rune) {
  const bool directional = rune == 0x061c || rune == 0x200e || rune == 0x200f ||
                           (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);
  return rune < ' ' || (rune >= 0x7f && rune < 0xa0) || rune == 0x2028 || rune == 0x2029 ||
         rune == 0xfeff || directional;
}
}  // namespace

const char* number_end(const char* p, const char* end) {
  if (p != end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return nullptr;
  p = *p == '0' ? p + 1 : skip_digits(p, end);
  if (p != end && *p == '.') {
    const char* fraction = ++p;
    p = skip_digits(p, end);
    if (p == fraction) return nullptr;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    const char* exponent = p;
    p = skip_digits(p, end);
    if (p == exponent) return nullptr;
  }
  return p;
}

bool belongs_to_number(char c) {
  return is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

bool decode_json_string(std::string_view raw, std::string& out) {
  out.clear();
  while (!raw.empty()) {
    const char c = raw.front();
    if (c == '\\') {
      raw.remove_prefix(1);
      if (!decode_escape(raw, out)) return false;
    } else if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
      raw.remove_prefix(1);
    } else {
      const auto decoded = decode_rune(raw);
      append_rune(out, decoded.length == 0 ? kReplacement : decoded.rune);
      raw.remove_prefix(std::max<std::size_t>(decoded.length, 1));
    }
  }
  return true;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const char c = text.front();
    if (c == '"' || c == '\\') out += '\\';
    if (c >= ' ' && c < '\x7f') {
      out += c;
      text.remove_prefix(1);
      continue;
    }
    const auto decoded = decode_rune(text);
    const auto rune = decoded.length == 0 ? kReplacement : decoded.rune;
    if (rune == '\n') {
      out += "\\n";
    } else if (rune == '\t') {
      out += "\\t";
    } else if (must_be_escaped(rune)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(rune));
    } else {
      append_rune(out, rune);
    }
    text.remove_prefix(std::max<std::size_t>(decoded.length, 1));
  }
  out += '"';
}

bool is_value_text(std::string_view text) {
  const char* end = text.data() + text.size();
  if (!text.empty() && number_end(text.data(), end) == end) return true;
  if (text == "NaN" || text == "+Inf" || text == "-Inf" || text == "Inf") return true;
  return text.size() <= kMaxValueText && std::ranges::all_of(text, belongs_to_number) &&
         parse_float(text).has_value();
}

}  // namespace nsmon::prometheus
