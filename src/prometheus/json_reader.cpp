// SPDX-License-Identifier: Apache-2.0
// A pull scanner over a text that arrives in pieces.
//
// buffer_ holds the part of the text that is not read yet; position_ is where it begins. A token is
// only consumed when it lies in buffer_ as a whole, so views into the buffer are possible and a
// token that crosses two pieces needs no state of its own: the scan goes on after more() has put
// the next piece behind the unread rest. Cost: each piece is copied once; memory is a piece and the
// longest token. Long answers are nearly all samples, and sample() reads those without any call per
// character.
#include "prometheus/json_reader.h"

#include "base/utf8.h"
#include "prometheus/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace nsmon::prometheus {
namespace {
constexpr std::size_t kMaxNumber = 512;    // digits that some JSON writer might really produce
constexpr std::size_t kFlushAt = 1 << 16;  // copy() hands on pieces of about this size

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view name_of(JsonKind kind) {
  switch (kind) {
    case JsonKind::object: return "an object";
    case JsonKind::array: return "an array";
    case JsonKind::string: return "a string";
    case JsonKind::number: return "a number";
    case JsonKind::boolean: return "true or false";
    case JsonKind::null: return "null";
  }
  return "a value";
}

std::optional<JsonKind> kind_of(char c) {
  switch (c) {
    case '{': return JsonKind::object;
    case '[': return JsonKind::array;
    case '"': return JsonKind::string;
    case 't':
    case 'f': return JsonKind::boolean;
    case 'n': return JsonKind::null;
    default: break;
  }
  if (c == '-' || is_digit(c)) return JsonKind::number;
  return std::nullopt;
}

std::string found_text(char c) {
  if (const auto kind = kind_of(c)) return std::string(name_of(*kind));
  return fmt::format("\"{}\"", printable({&c, 1}));
}

}  // namespace

JsonReader::JsonReader(JsonSource source) : source_(std::move(source)) {}

JsonReader::JsonReader(std::string_view text)
    : source_([text, given = false]() mutable -> std::optional<std::string_view> {
        return std::exchange(given, true) ? std::string_view() : text;
      }) {}

std::uint64_t JsonReader::offset() const {
  return buffer_begin_ + position_;
}

bool JsonReader::refuse(std::string reason) {
  if (!failed_) problem_ = fmt::format("{} (byte {})", reason, offset());
  failed_ = true;
  return false;
}

bool JsonReader::more() {
  if (failed_ || ended_) return false;
  const auto piece = source_();
  if (!piece) failed_ = true;
  if (!piece || piece->empty()) {
    ended_ = true;
    return false;
  }
  buffer_.erase(0, position_);
  buffer_begin_ += position_;
  position_ = 0;
  buffer_ += *piece;
  return true;
}

// Whether that many bytes are at hand; fails when the text ends before.
bool JsonReader::need(std::size_t bytes) {
  while (buffer_.size() - position_ < bytes) {
    if (more()) continue;
    if (failed_) return false;
    position_ = buffer_.size();
    return refuse(fmt::format("{} ends too early", place_));
  }
  return true;
}

std::optional<char> JsonReader::next_visible() {
  while (!failed_) {
    while (position_ < buffer_.size() && is_blank(buffer_[position_])) ++position_;
    if (position_ < buffer_.size()) return buffer_[position_];
    if (!more()) break;
  }
  return std::nullopt;
}

std::optional<JsonKind> JsonReader::peek() {
  const auto c = next_visible();
  if (!c) {
    need(1);
    return std::nullopt;
  }
  const auto kind = kind_of(*c);
  if (!kind) refuse(fmt::format("expected a value in {}, found {}", place_, found_text(*c)));
  return kind;
}

bool JsonReader::expect(JsonKind kind) {
  const auto c = next_visible();
  if (!c) return need(1);
  if (kind_of(*c) == kind) return true;
  return refuse(fmt::format("expected {} in {}, found {}", name_of(kind), place_, found_text(*c)));
}

bool JsonReader::enter() {
  if (++depth_ > kMaxDepth) {
    return refuse(fmt::format("{} is nested more than {} levels deep", place_, kMaxDepth));
  }
  ++position_;
  first_ = true;
  return true;
}

bool JsonReader::begin_object() {
  return expect(JsonKind::object) && enter();
}
bool JsonReader::begin_array() {
  return expect(JsonKind::array) && enter();
}

// Moves over the comma before the next member, or over the end of the container.
bool JsonReader::separator(char close, bool& done) {
  const auto c = next_visible();
  if (!c) return need(1);
  done = *c == close;
  const bool comma = *c == ',';
  if (done) {
    --depth_;
  } else if (!first_ && !comma) {
    return refuse(
        fmt::format("expected \",\" or \"{}\" in {}, found {}", close, place_, found_text(*c)));
  }
  if (done || !first_) ++position_;
  first_ = false;
  return true;
}

bool JsonReader::next_element() {
  bool done = false;
  return separator(']', done) && !done;
}

bool JsonReader::next_key(std::string_view& key) {
  bool done = false;
  if (!separator('}', done) || done) return false;
  std::string_view raw;
  bool plain = false;
  if (!expect(JsonKind::string) || !raw_string(raw, plain)) return false;
  if (!decode_json_string(raw, decoded_)) return refuse("a key has a bad escape");
  const auto c = next_visible();
  if (!c) return need(1);
  if (*c != ':')
    return refuse(fmt::format("expected \":\" in {}, found {}", place_, found_text(*c)));
  ++position_;
  key = decoded_;
  return true;
}

// The text between the quotes, consumed; plain when it needs no decoding.
bool JsonReader::raw_string(std::string_view& raw, bool& plain) {
  plain = true;
  std::size_t length = 1;  // from position_, the opening quote included
  while (true) {
    if (position_ + length >= buffer_.size() && !need(length + 1)) return false;
    const char c = buffer_[position_ + length];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < ' ') {
      return refuse(fmt::format("a string in {} holds a raw control character", place_));
    }
    if (c == '\\' || static_cast<unsigned char>(c) >= 0x80) plain = false;
    length += c == '\\' ? 2 : 1;
    if (length > kMaxString) {
      return refuse(fmt::format("a string in {} is longer than {} MiB", place_, kMaxString >> 20));
    }
  }
  raw = std::string_view(buffer_).substr(position_ + 1, length - 1);
  position_ += length + 1;
  return true;
}

bool JsonReader::string(std::string_view& text) {
  bool plain = false;
  if (!expect(JsonKind::string) || !raw_string(text, plain)) return false;
  if (plain) return true;
  if (!decode_json_string(text, decoded_)) {
    return refuse(fmt::format("a string in {} has a bad escape", place_));
  }
  text = decoded_;
  return true;
}

bool JsonReader::string(std::string& text) {
  std::string_view view;
  if (!string(view)) return false;
  text = view;
  return true;
}

bool JsonReader::number(std::string_view& text) {
  if (!expect(JsonKind::number)) return false;
  std::size_t length = 0;
  while (true) {
    if (position_ + length == buffer_.size() && !more()) break;
    if (!belongs_to_number(buffer_[position_ + length])) break;
    if (++length > kMaxNumber) return refuse(fmt::format("a number in {} is too long", place_));
  }
  if (failed_) return false;
  const char* begin = buffer_.data() + position_;
  if (number_end(begin, begin + length) != begin + length) {
    return refuse(fmt::format("a number in {} is malformed", place_));
  }
  text = {begin, length};
  position_ += length;
  return true;
}

bool JsonReader::literal(std::string_view word) {
  if (!need(word.size())) return false;
  if (!std::string_view(buffer_).substr(position_).starts_with(word)) {
    return refuse(fmt::format("expected {} in {}", word, place_));
  }
  position_ += word.size();
  return true;
}

bool JsonReader::boolean(bool& value) {
  if (!expect(JsonKind::boolean)) return false;
  value = buffer_[position_] == 't';
  return literal(value ? "true" : "false");
}

bool JsonReader::skip() {
  return copy([](std::string_view) {});
}

bool JsonReader::copy(const Writer& write) {
  std::string out;
  if (!copy_value(out, write)) return false;
  write(out);
  return true;
}

bool JsonReader::copy_value(std::string& out, const Writer& write) {
  if (out.size() >= kFlushAt) {
    write(out);
    out.clear();
  }
  const auto kind = peek();
  if (!kind) return false;
  std::string_view text;
  bool value = false;
  switch (*kind) {
    case JsonKind::object:
    case JsonKind::array: return copy_members(out, write, *kind);
    case JsonKind::string:
      if (!string(text)) return false;
      append_json_string(out, text);
      return true;
    case JsonKind::number:
      if (!number(text)) return false;
      out += text;
      return true;
    case JsonKind::boolean:
      if (!boolean(value)) return false;
      out += value ? "true" : "false";
      return true;
    case JsonKind::null: out += "null"; return literal("null");
  }
  return false;
}

// Recursion is bounded by enter().
bool JsonReader::copy_members(std::string& out, const Writer& write, JsonKind kind) {
  const bool object = kind == JsonKind::object;
  if (!(object ? begin_object() : begin_array())) return false;
  out += object ? '{' : '[';
  std::string_view key;
  for (bool first = true; object ? next_key(key) : next_element(); first = false) {
    if (!first) out += ',';
    if (object) {
      append_json_string(out, key);
      out += ':';
    }
    if (!copy_value(out, write)) return false;
  }
  out += object ? '}' : ']';
  return !failed_;
}

// The form that servers write, when it lies in the buffer as a whole.
bool JsonReader::quick_sample(std::string_view& time, std::string_view& value) {
  const char* p = buffer_.data() + position_;
  const char* end = buffer_.data() + buffer_.size();
  if (end - p < 8 || *p != '[') return false;
  const char* time_begin = ++p;
  p = number_end(p, end);
  if (p == nullptr || end - p < 4 || p[0] != ',' || p[1] != '"') return false;
  time = {time_begin, static_cast<std::size_t>(p - time_begin)};
  const char* value_begin = p + 2;
  p = number_end(value_begin, end);
  if (p == nullptr) {
    const auto room = std::min(static_cast<std::size_t>(end - value_begin), kMaxValueText);
    p = static_cast<const char*>(std::memchr(value_begin, '"', room));
    if (p == nullptr) return false;
    const std::string_view text(value_begin, static_cast<std::size_t>(p - value_begin));
    if (!is_value_text(text)) return false;
  }
  if (end - p < 2 || p[0] != '"' || p[1] != ']') return false;
  value = {value_begin, static_cast<std::size_t>(p - value_begin)};
  position_ += static_cast<std::size_t>(p + 2 - (time_begin - 1));
  return true;
}

bool JsonReader::sample(std::string_view& time, std::string_view& value) {
  const auto c = next_visible();
  if (!c) return need(1);
  if (quick_sample(time, value)) return true;
  std::string_view text;
  if (!begin_array()) return false;
  if (!next_element()) return failed_ ? false : refuse("a sample has no time");
  if (!number(text)) return false;
  time_ = text;
  if (!next_element()) return failed_ ? false : refuse("a sample has no value");
  if (!string(value_)) return false;
  if (!is_value_text(value_)) {
    return refuse(fmt::format("the value of a sample is no number: \"{}\"",
                              printable(std::string_view(value_).substr(0, kMaxValueText))));
  }
  if (next_element()) return refuse("a sample has more than a time and a value");
  time = time_;
  value = value_;
  return !failed_;
}

bool JsonReader::finish() {
  const auto c = next_visible();
  if (failed_) return false;
  if (!c) return true;
  return refuse(fmt::format("expected the end of the answer, found {}", found_text(*c)));
}

}  // namespace nsmon::prometheus
