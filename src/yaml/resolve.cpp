// SPDX-License-Identifier: Apache-2.0
#include "yaml/resolve.h"

#include "base/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <variant>

namespace nsmon::yaml {
namespace {

constexpr std::string_view kCoreTags = "tag:yaml.org,2002:";

// What a scalar resolves to. Whole numbers keep sign and size apart, as uint64 reaches further than
// int64.
struct Resolved {
  ScalarType type = ScalarType::string;
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double> value = {};
};

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, text) != words.end();
}

constexpr std::array<std::string_view, 3> kTrue = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> kFalse = {"false", "False", "FALSE"};
constexpr std::array<std::string_view, 8> kOldTrue = {"y",   "Y",  "yes", "Yes",
                                                      "YES", "on", "On",  "ON"};
constexpr std::array<std::string_view, 8> kOldFalse = {"n",  "N",   "no",  "No",
                                                       "NO", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 4> kNull = {"~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> kNan = {".nan", ".NaN", ".NAN"};
constexpr std::array<std::string_view, 3> kInfinity = {".inf", ".Inf", ".INF"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_float_text(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i - from;
  };
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  const std::size_t whole = digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0 && whole == 0) return false;
  } else if (whole == 0) {
    return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

// A whole number with Go's prefixes (0x, 0o, 0b, a leading 0 for octal), underscores already taken
// out.
std::optional<Resolved> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char mark = text[1];
    if (mark == 'x' || mark == 'X') base = 16;
    if (mark == 'o' || mark == 'O') base = 8;
    if (mark == 'b' || mark == 'B') base = 2;
    text.remove_prefix(base == 10 ? 1 : 2);
    if (base == 10) base = 8;
  }
  std::uint64_t size = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), size, base);
  if (text.empty() || code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (negative) {
    if (size > kMost + 1) return std::nullopt;
    return Resolved{ScalarType::integer, static_cast<std::int64_t>(~size + 1)};
  }
  if (size > kMost) return Resolved{ScalarType::integer, size};
  return Resolved{ScalarType::integer, static_cast<std::int64_t>(size)};
}

// Reads `count` to `most` digits and tells whether their number lies in [low, high].
bool take_number(std::string_view& text, std::size_t most, int low, int high) {
  int value = 0;
  std::size_t count = 0;
  while (count < most && count < text.size() && is_digit(text[count])) {
    value = value * 10 + (text[count] - '0');
    ++count;
  }
  text.remove_prefix(count);
  return count > 0 && value >= low && value <= high;
}

bool take_char(std::string_view& text, std::string_view any) {
  if (text.empty() || any.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// The dates and times that go-yaml knows: a date, or date and time with T and zone, or with a
// blank.
bool is_timestamp(std::string_view text) {
  if (text.size() < 5 || text[4] != '-' || !std::all_of(text.begin(), text.begin() + 4, is_digit)) {
    return false;
  }
  text.remove_prefix(5);
  if (!take_number(text, 2, 1, 12) || !take_char(text, "-") || !take_number(text, 2, 1, 31)) {
    return false;
  }
  if (text.empty()) return true;
  const bool with_zone = text[0] != ' ';
  if (!take_char(text, "Tt ")) return false;
  if (!take_number(text, 2, 0, 23) || !take_char(text, ":") || !take_number(text, 2, 0, 59) ||
      !take_char(text, ":") || !take_number(text, 2, 0, 59)) {
    return false;
  }
  if (take_char(text, ".,") && !take_number(text, 9, 0, std::numeric_limits<int>::max()))
    return false;
  if (!with_zone) return text.empty();
  if (take_char(text, "Z")) return text.empty();
  return take_char(text, "+-") && take_number(text, 2, 0, 24) && take_char(text, ":") &&
         take_number(text, 2, 0, 60) && text.empty();
}

std::optional<Resolved> word(std::string_view text, Dialect dialect) {
  if (text.empty() || one_of(text, kNull)) return Resolved{ScalarType::null};
  if (one_of(text, kTrue)) return Resolved{ScalarType::boolean, true};
  if (one_of(text, kFalse)) return Resolved{ScalarType::boolean, false};
  if (dialect == Dialect::v2) {
    if (one_of(text, kOldTrue)) return Resolved{ScalarType::boolean, true};
    if (one_of(text, kOldFalse)) return Resolved{ScalarType::boolean, false};
  }
  if (text == "<<") return Resolved{ScalarType::merge};
  if (one_of(text, kNan)) return Resolved{ScalarType::floating, std::nan("")};
  const bool negative = text.starts_with('-');
  if (one_of(negative || text.starts_with('+') ? text.substr(1) : text, kInfinity)) {
    const double infinity = std::numeric_limits<double>::infinity();
    return Resolved{ScalarType::floating, negative ? -infinity : infinity};
  }
  return std::nullopt;
}

Resolved resolve_number(std::string_view text, bool may_be_time) {
  if (text[0] == '.') {
    const auto number = parse_float(text);
    return number ? Resolved{ScalarType::floating, *number} : Resolved{};
  }
  if (may_be_time && is_timestamp(text)) return {ScalarType::timestamp, {}};
  std::string plain;
  if (text.find('_') != std::string_view::npos) {
    std::ranges::copy_if(text, std::back_inserter(plain), [](char c) { return c != '_'; });
    text = plain;
  }
  if (const auto whole = whole_number(text)) return *whole;
  if (is_float_text(text)) {
    if (const auto number = parse_float(text)) return {ScalarType::floating, *number};
  }
  return {};
}

Resolved resolve_text(std::string_view text, Dialect dialect, bool may_be_time) {
  if (const auto known = word(text, dialect)) return *known;
  const char c = text[0];
  if (is_digit(c) || c == '+' || c == '-' || c == '.') return resolve_number(text, may_be_time);
  return {};
}

std::optional<ScalarType> type_of_tag(std::string_view tag) {
  if (!tag.starts_with(kCoreTags)) return std::nullopt;
  tag.remove_prefix(kCoreTags.size());
  if (tag == "str") return ScalarType::string;
  if (tag == "null") return ScalarType::null;
  if (tag == "bool") return ScalarType::boolean;
  if (tag == "int") return ScalarType::integer;
  if (tag == "float") return ScalarType::floating;
  if (tag == "timestamp") return ScalarType::timestamp;
  if (tag == "binary") return ScalarType::binary;
  if (tag == "merge") return ScalarType::merge;
  return std::nullopt;
}

Resolved resolve(const Node& node, Dialect dialect) {
  const std::string_view tag = node.tag();
  if (tag.empty() || tag == "!") {
    const bool quoted_by_tag = tag == "!" && dialect == Dialect::v2;
    if (node.style() != Style::plain || quoted_by_tag) return {ScalarType::string, {}};
    return resolve_text(node.text(), dialect, true);
  }
  const auto type = type_of_tag(tag);
  if (!type) return {ScalarType::other, {}};
  if (*type == ScalarType::string || *type == ScalarType::binary || *type == ScalarType::merge) {
    return {*type, {}};
  }
  const Resolved found = resolve_text(node.text(), dialect, *type == ScalarType::timestamp);
  if (found.type == *type) return found;
  if (*type == ScalarType::floating && found.type == ScalarType::integer) {
    const auto* whole = std::get_if<std::int64_t>(&found.value);
    if (whole != nullptr) return {ScalarType::floating, static_cast<double>(*whole)};
  }
  return {ScalarType::other, {}};  // "cannot decode !!x as a !!y"
}

}  // namespace

ScalarType type_of(const Node& scalar, Dialect dialect) {
  if (scalar.tag().empty() && scalar.style() != Style::plain) return ScalarType::string;
  return resolve(scalar, dialect).type;
}

std::string short_tag(const Node& node, Dialect dialect) {
  if (!node.tag().empty() && node.tag() != "!") {
    if (!node.tag().starts_with(kCoreTags)) return std::string(node.tag());
    return "!!" + std::string(node.tag().substr(kCoreTags.size()));
  }
  if (node.is_mapping()) return "!!map";
  if (node.is_sequence()) return "!!seq";
  switch (type_of(node, dialect)) {
    case ScalarType::null: return "!!null";
    case ScalarType::boolean: return "!!bool";
    case ScalarType::integer: return "!!int";
    case ScalarType::floating: return "!!float";
    case ScalarType::timestamp: return "!!timestamp";
    case ScalarType::binary: return "!!binary";
    case ScalarType::merge: return "!!merge";
    default: return "!!str";
  }
}

bool is_null(const Node& node, Dialect dialect) {
  return node.is_scalar() && type_of(node, dialect) == ScalarType::null;
}

std::optional<bool> to_bool(const Node& node, Dialect dialect) {
  if (!node.is_scalar()) return std::nullopt;
  const Resolved resolved = resolve(node, dialect);
  if (const bool* value = std::get_if<bool>(&resolved.value)) return *value;
  // v3 keeps the words of YAML 1.1 for fields that are known to be bool, quoted ones too.
  if (dialect == Dialect::v3 && resolved.type == ScalarType::string) {
    if (one_of(node.text(), kOldTrue)) return true;
    if (one_of(node.text(), kOldFalse)) return false;
  }
  return std::nullopt;
}

std::optional<std::int64_t> to_int(const Node& node, Dialect dialect) {
  if (!node.is_scalar()) return std::nullopt;
  const Resolved resolved = resolve(node, dialect);
  if (const auto* value = std::get_if<std::int64_t>(&resolved.value)) return *value;
  if (const auto* value = std::get_if<double>(&resolved.value)) {
    if (!std::isfinite(*value) || std::abs(*value) >= 0x1p63) return std::nullopt;
    return static_cast<std::int64_t>(*value);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> to_uint(const Node& node, Dialect dialect) {
  if (!node.is_scalar()) return std::nullopt;
  const Resolved resolved = resolve(node, dialect);
  if (const auto* value = std::get_if<std::uint64_t>(&resolved.value)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&resolved.value)) {
    if (*value < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*value);
  }
  if (const auto* value = std::get_if<double>(&resolved.value)) {
    if (!(*value > -1) || *value >= 0x1p64) return std::nullopt;
    return static_cast<std::uint64_t>(*value);
  }
  return std::nullopt;
}

std::optional<double> to_float(const Node& node, Dialect dialect) {
  if (!node.is_scalar()) return std::nullopt;
  const Resolved resolved = resolve(node, dialect);
  if (const auto* value = std::get_if<double>(&resolved.value)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&resolved.value))
    return static_cast<double>(*value);
  if (const auto* value = std::get_if<std::uint64_t>(&resolved.value))
    return static_cast<double>(*value);
  return std::nullopt;
}

}  // namespace nsmon::yaml
