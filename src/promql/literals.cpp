// SPDX-License-Identifier: Apache-2.0
#include "promql/literals.h"

#include "base/duration.h"
#include "base/number_text.h"
#include "base/try.h"
#include "base/utf8.h"
#include "promql/characters.h"

#include <fmt/core.h>

#include <charconv>
#include <limits>
#include <optional>

namespace nsmon::promql {
namespace {
// Moves `i` over the digits of an escape and returns their value.
std::uint32_t escape_value(std::string_view text, std::size_t& i, std::size_t digits, int base) {
  std::uint32_t value = 0;
  std::from_chars(text.data() + i, text.data() + i + digits, value, base);
  i += digits;
  return value;
}

void append_escape(std::string& out, std::string_view text, std::size_t& i) {
  const char c = text[i++];
  switch (c) {
    case 'a': out += '\a'; return;
    case 'b': out += '\b'; return;
    case 'f': out += '\f'; return;
    case 'n': out += '\n'; return;
    case 'r': out += '\r'; return;
    case 't': out += '\t'; return;
    case 'v': out += '\v'; return;
    case 'x': out += static_cast<char>(escape_value(text, i, 2, 16)); return;
    case 'u': append_rune(out, escape_value(text, i, 4, 16)); return;
    case 'U': append_rune(out, escape_value(text, i, 8, 16)); return;
    default: break;
  }
  if (is_digit(c)) {
    --i;
    out += static_cast<char>(escape_value(text, i, 3, 8));
  } else {
    out += c;
  }
}

// Without underscores, when each stands between digits (or right after a base prefix).
std::optional<std::string> without_underscores(std::string_view token) {
  std::string out;
  const bool prefixed = token.starts_with("0x") || token.starts_with("0X");
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '_') {
      out += token[i];
      continue;
    }
    const auto digit = [&](std::size_t at) {
      return at < token.size() && (is_digit(token[at]) ||
                                   (prefixed && is_name_character(token[at]) && token[at] != '_'));
    };
    if (i == 0 || !digit(i - 1) || !digit(i + 1)) return std::nullopt;
  }
  return out;
}

std::optional<double> read_integer(std::string_view digits) {
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    base = 16;
    digits.remove_prefix(2);
  } else if (digits.size() > 1 && digits.front() == '0') {
    base = 8;
    digits.remove_prefix(1);
  }
  std::int64_t value = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return static_cast<double>(value);
}

bool is_decimal(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty() && text.size() < 16 && (text.size() == 1 || text.front() != '0');
}
}  // namespace

std::string unquote(std::string_view token) {
  const std::string_view inner = token.substr(1, token.size() - 2);
  if (token.front() == '`' || !inner.contains('\\')) return std::string(inner);
  std::string out;
  out.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size();) {
    if (inner[i] == '\\') {
      append_escape(out, inner, ++i);
    } else {
      out += inner[i++];
    }
  }
  return out;
}

Result<double> read_number(std::string_view token) {
  if (is_decimal(token)) {
    std::int64_t value = 0;
    std::from_chars(token.data(), token.data() + token.size(), value);
    return static_cast<double>(value);
  }
  const bool underscores = token.contains('_');
  const std::optional<std::string> digits =
      underscores ? without_underscores(token) : std::string(token);
  const auto go_error = [&](std::string_view reason) {
    return failure(fmt::format("error parsing number: strconv.ParseFloat: parsing {}: {}",
                               quoted(token), reason));
  };
  if (!digits) return go_error("invalid syntax");
  if (const auto integer = read_integer(*digits)) return *integer;
  if (const auto number = parse_float(*digits)) return *number;
  // What is a number in form but cannot be represented is too large: parse_float rounds small ones.
  const bool hexadecimal = digits->starts_with("0x") || digits->starts_with("0X");
  const bool in_form = !hexadecimal && digits->find_first_of("eE") != std::string::npos &&
                       parse_float(digits->substr(0, digits->find_first_of("eE"))).has_value();
  return go_error(in_form ? "value out of range" : "invalid syntax");
}

Result<double> read_duration(std::string_view token) {
  TRY_ASSIGN(const auto duration, parse_duration(token));
  return static_cast<double>(duration.count()) / 1000.0;
}

}  // namespace nsmon::promql
