// SPDX-License-Identifier: Apache-2.0
#include "template/format.h"
#include "template/function.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

// len, index, slice and call of Go's text/template. Lists are results of queries, maps are labels
// and what `args` makes.
namespace nsmon::templates {
namespace {

// After following the pointer, as Go names it in these messages.
std::string pointed_type(const Value& value) {
  std::string name = type_name(value);
  if (name.starts_with('*')) name.erase(0, 1);
  return name;
}

std::optional<std::size_t> length_of(const Value& value) {
  if (const auto* text = value.get_if<std::string>()) return text->size();
  if (const auto* html = value.get_if<Html>()) return html->text.size();
  if (const auto* labels = value.get_if<Value::Labels>()) return (*labels)->size();
  if (const auto* arguments = value.get_if<Value::Arguments>()) return (*arguments)->entries.size();
  if (const auto* result = value.get_if<Value::Result>()) return (*result)->samples.size();
  return std::nullopt;
}

CallResult call_len(const Environment& /*environment*/, std::span<const Value> arguments) {
  if (!arguments[0].exists()) {
    return call_failure("reflect: call of reflect.Value.Type on zero Value");
  }
  const auto length = length_of(arguments[0]);
  if (!length) return call_failure("len of type " + pointed_type(arguments[0]));
  return Value(static_cast<std::int64_t>(*length));
}

// An index into a list or text; `limit` itself is allowed for the ends of a slice.
std::expected<std::size_t, std::string> position(const Value& index, std::size_t limit) {
  std::int64_t at = 0;
  if (const auto* integer = index.get_if<std::int64_t>()) {
    at = *integer;
  } else if (const auto* byte = index.get_if<std::uint8_t>()) {
    at = *byte;
  } else if (!index.exists()) {
    return std::unexpected("cannot index slice/array with nil");
  } else {
    return std::unexpected("cannot index slice/array with type " + type_name(index));
  }
  if (at < 0 || static_cast<std::uint64_t>(at) > limit) {
    return std::unexpected(fmt::format("index out of range: {}", at));
  }
  return static_cast<std::size_t>(at);
}

std::expected<std::string, std::string> map_key(const Value& index) {
  if (const auto* key = index.get_if<std::string>()) return *key;
  if (!index.exists()) return std::unexpected("value is nil; should be of type string");
  return std::unexpected(fmt::format("value has type {}; should be string", type_name(index)));
}

CallResult index_map(const Value& item, const Value& index) {
  const auto key = map_key(index);
  if (!key) return call_failure(key.error());
  if (const auto* labels = item.get_if<Value::Labels>()) {
    const auto found = (*labels)->find(*key);
    return Value(found == (*labels)->end() ? std::string() : found->second);
  }
  const auto& entries = (*item.get_if<Value::Arguments>())->entries;
  const auto found = entries.find(*key);
  return found == entries.end() ? Value() : found->second;
}

CallResult index_once(const Value& item, const Value& index) {
  if (item.get_if<Value::Labels>() != nullptr || item.get_if<Value::Arguments>() != nullptr) {
    return index_map(item, index);
  }
  const auto length = length_of(item);
  if (!length) return call_failure("can't index item of type " + pointed_type(item));
  const auto at = position(index, *length);
  if (!at) return call_failure(at.error());
  if (*at == *length) {
    const bool list = item.get_if<Value::Result>() != nullptr;
    return call_failure(fmt::format("reflect: {} index out of range", list ? "slice" : "string"));
  }
  if (const auto* result = item.get_if<Value::Result>()) return Value((*result)->samples[*at]);
  const auto* text = item.get_if<std::string>();
  const char c = text != nullptr ? (*text)[*at] : item.get_if<Html>()->text[*at];
  return Value(static_cast<std::uint8_t>(c));
}

CallResult call_index(const Environment& /*environment*/, std::span<const Value> arguments) {
  Value item = arguments[0];
  if (!item.exists()) return call_failure("index of untyped nil");
  for (const Value& index : arguments.subspan(1)) {
    if (!item.exists()) return call_failure("index of nil pointer");
    CallResult next = index_once(item, index);
    if (!next) return next;
    item = std::move(*next);
  }
  return item;
}

CallResult call_slice(const Environment& /*environment*/, std::span<const Value> arguments) {
  const Value& item = arguments[0];
  const std::span<const Value> indexes = arguments.subspan(1);
  if (!item.exists()) return call_failure("slice of untyped nil");
  if (indexes.size() > 3) {
    return call_failure(fmt::format("too many slice indexes: {}", indexes.size()));
  }
  const auto* text = item.get_if<std::string>();
  const auto* result = item.get_if<Value::Result>();
  if (text != nullptr && indexes.size() == 3) {
    return call_failure("cannot 3-index slice a string");
  }
  if (text == nullptr && result == nullptr) {
    return call_failure("can't slice item of type " + pointed_type(item));
  }
  const std::size_t length = *length_of(item);
  std::array<std::size_t, 3> bounds{0, length, length};
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    const auto at = position(indexes[i], length);
    if (!at) return call_failure(at.error());
    bounds[i] = *at;
  }
  if (bounds[0] > bounds[1]) {
    return call_failure(fmt::format("invalid slice index: {} > {}", bounds[0], bounds[1]));
  }
  if (bounds[1] > bounds[2]) {
    return call_failure(fmt::format("invalid slice index: {} > {}", bounds[1], bounds[2]));
  }
  if (text != nullptr) return Value(text->substr(bounds[0], bounds[1] - bounds[0]));
  const auto begin = (*result)->samples.begin();
  return Value(std::make_shared<const QueryResult>(
      QueryResult{{begin + static_cast<std::ptrdiff_t>(bounds[0]),
                   begin + static_cast<std::ptrdiff_t>(bounds[1])}}));
}

// No value of a rule's template is a function; the executor words the message for other values.
CallResult call_call(const Environment& /*environment*/, std::span<const Value> /*arguments*/) {
  return call_failure("call of nil");
}

constexpr std::array kAny{Parameter::any, Parameter::any, Parameter::any};

}  // namespace

std::span<const Function> collection_functions() {
  static constexpr std::array<Function, 4> kFunctions{{
      {"len", kAny, 1, false, call_len},
      {"index", kAny, 2, true, call_index},
      {"slice", kAny, 2, true, call_slice},
      {"call", kAny, 2, true, call_call},
  }};
  return kFunctions;
}

}  // namespace nsmon::templates
