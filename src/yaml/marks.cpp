// SPDX-License-Identifier: Apache-2.0
#include "yaml/marks.h"

#include <algorithm>

namespace nsmon::yaml {
namespace {

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

MarkCursor::MarkCursor(std::string_view text, std::uint32_t first)
    : text_(text), first_(first), ascii_(is_ascii(text.substr(first))), byte_(first) {}

std::uint32_t MarkCursor::byte_of(std::size_t character) {
  const auto size = static_cast<std::uint32_t>(text_.size());
  if (ascii_) return static_cast<std::uint32_t>(std::min<std::size_t>(first_ + character, size));
  while (character_ < character && byte_ < size) {
    ++byte_;
    while (byte_ < size && is_continuation(text_[byte_])) ++byte_;
    ++character_;
  }
  while (character_ > character && byte_ > first_) {
    --byte_;
    while (byte_ > first_ && is_continuation(text_[byte_])) --byte_;
    --character_;
  }
  return byte_;
}

std::uint32_t LineCounter::line_of(std::string_view text, std::uint32_t offset) {
  const std::uint32_t end = std::min(offset, static_cast<std::uint32_t>(text.size()));
  const auto breaks = [&](std::uint32_t from, std::uint32_t to) {
    return static_cast<std::uint32_t>(std::count(text.data() + from, text.data() + to, '\n'));
  };
  if (end >= offset_) {
    line_ += breaks(offset_, end);
  } else {
    line_ -= breaks(end, offset_);
  }
  offset_ = end;
  return line_;
}

}  // namespace nsmon::yaml
