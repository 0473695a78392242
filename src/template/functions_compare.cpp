// SPDX-License-Identifier: Apache-2.0
#include "template/format.h"
#include "template/function.h"

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <optional>

// eq, ne, lt, le, gt, ge and the logic functions of Go's text/template ("Functions"). Only basic
// kinds compare, and only with their own kind: a sample value (float64) with an int literal is an
// error, the most frequent surprise in alert texts.
namespace nsmon::templates {
namespace {

enum class Kind : std::uint8_t { none, boolean, complex, integer, natural, real, text };

Kind kind_of(const Value& value) {
  if (value.get_if<bool>() != nullptr) return Kind::boolean;
  if (value.get_if<std::complex<double>>() != nullptr) return Kind::complex;
  if (value.get_if<std::uint8_t>() != nullptr) return Kind::natural;
  if (value.get_if<double>() != nullptr) return Kind::real;
  if (value.get_if<std::string>() != nullptr || value.get_if<Html>() != nullptr) return Kind::text;
  const bool integer = value.get_if<std::int64_t>() != nullptr ||
                       value.get_if<Month>() != nullptr || value.get_if<Weekday>() != nullptr;
  return integer ? Kind::integer : Kind::none;
}

std::int64_t integer_of(const Value& value) {
  if (const auto* byte = value.get_if<std::uint8_t>()) return *byte;
  if (const auto* month = value.get_if<Month>()) return month->value;
  if (const auto* weekday = value.get_if<Weekday>()) return weekday->value;
  return *value.get_if<std::int64_t>();
}

const std::string& text_of(const Value& value) {
  const auto* html = value.get_if<Html>();
  return html != nullptr ? html->text : *value.get_if<std::string>();
}

bool both_whole(Kind a, Kind b) {
  const auto whole = [](Kind kind) { return kind == Kind::integer || kind == Kind::natural; };
  return whole(a) && whole(b);
}

// Pointers, maps and lists: maps and lists have no equality but with nil, pointers are equal when
// they are the same.
std::expected<bool, std::string> same_object(const Value& a, const Value& b) {
  if (!a.exists() || !b.exists()) return !a.exists() && !b.exists();
  const bool comparable =
      b.get_if<Value::Labels>() == nullptr && b.get_if<Value::Arguments>() == nullptr &&
      b.get_if<Value::Result>() == nullptr && b.get_if<Value::Data>() == nullptr;
  if (!comparable) {
    return std::unexpected(
        fmt::format("non-comparable type {}: {}", format_value(b), type_name(b)));
  }
  const auto* left = a.get_if<Value::Sample>();
  const auto* right = b.get_if<Value::Sample>();
  return left != nullptr && right != nullptr && *left == *right;
}

std::unexpected<std::string> incompatible(const Value& a, const Value& b) {
  return std::unexpected(
      fmt::format("incompatible types for comparison: {} and {}", type_name(a), type_name(b)));
}

std::expected<bool, std::string> equal(const Value& a, const Value& b) {
  const Kind left = kind_of(a);
  const Kind right = kind_of(b);
  if (both_whole(left, right)) return integer_of(a) == integer_of(b);
  if (left != right) {
    if (a.exists() && b.exists()) return incompatible(a, b);
    return false;
  }
  switch (left) {
    case Kind::boolean: return *a.get_if<bool>() == *b.get_if<bool>();
    case Kind::complex:
      return *a.get_if<std::complex<double>>() == *b.get_if<std::complex<double>>();
    case Kind::real: return *a.get_if<double>() == *b.get_if<double>();
    case Kind::text: return text_of(a) == text_of(b);
    default: return same_object(a, b);
  }
}

std::expected<bool, std::string> less(const Value& a, const Value& b) {
  const Kind left = kind_of(a);
  const Kind right = kind_of(b);
  if (left == Kind::none || right == Kind::none) {
    return std::unexpected("invalid type for comparison");
  }
  if (both_whole(left, right)) return integer_of(a) < integer_of(b);
  if (left != right) return incompatible(a, b);
  if (left == Kind::real) return *a.get_if<double>() < *b.get_if<double>();
  if (left == Kind::text) return text_of(a) < text_of(b);
  return std::unexpected("invalid type for comparison");
}

CallResult to_result(std::expected<bool, std::string> answer) {
  if (!answer) return call_failure(std::move(answer.error()));
  return Value(*answer);
}

CallResult call_eq(const Environment& /*environment*/, std::span<const Value> arguments) {
  if (arguments.size() == 1) return call_failure("missing argument for comparison");
  for (const Value& other : arguments.subspan(1)) {
    const auto answer = equal(arguments[0], other);
    if (!answer || *answer) return to_result(answer);
  }
  return Value(false);
}

CallResult call_ne(const Environment& /*environment*/, std::span<const Value> arguments) {
  const auto answer = equal(arguments[0], arguments[1]);
  if (!answer) return to_result(answer);
  return Value(!*answer);
}

CallResult call_lt(const Environment& /*environment*/, std::span<const Value> arguments) {
  return to_result(less(arguments[0], arguments[1]));
}

CallResult call_le(const Environment& /*environment*/, std::span<const Value> arguments) {
  const auto answer = less(arguments[0], arguments[1]);
  if (!answer || *answer) return to_result(answer);
  return to_result(equal(arguments[0], arguments[1]));
}

CallResult call_gt(const Environment& environment, std::span<const Value> arguments) {
  // Not `le`, even for NaN.
  const CallResult answer = call_le(environment, arguments);
  if (!answer) return answer;
  return Value(!*answer->get_if<bool>());
}

CallResult call_ge(const Environment& environment, std::span<const Value> arguments) {
  const CallResult answer = call_lt(environment, arguments);
  if (!answer) return answer;
  return Value(!*answer->get_if<bool>());
}

CallResult call_not(const Environment& /*environment*/, std::span<const Value> arguments) {
  return Value(!is_true(arguments[0]));
}

// The executor short-circuits these two; here only the last operand is left.
CallResult call_last(const Environment& /*environment*/, std::span<const Value> arguments) {
  return arguments.back();
}

constexpr std::array kAny{Parameter::any, Parameter::any, Parameter::any};

}  // namespace

std::span<const Function> comparison_functions() {
  static constexpr std::array<Function, 9> kFunctions{{
      {"eq", kAny, 2, true, call_eq},
      {"ne", kAny, 2, false, call_ne},
      {"lt", kAny, 2, false, call_lt},
      {"le", kAny, 2, false, call_le},
      {"gt", kAny, 2, false, call_gt},
      {"ge", kAny, 2, false, call_ge},
      {"not", kAny, 1, false, call_not},
      {"and", kAny, 2, true, call_last},
      {"or", kAny, 2, true, call_last},
  }};
  return kFunctions;
}

}  // namespace nsmon::templates
