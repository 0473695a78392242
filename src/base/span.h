// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace nsmon {

// Half-open byte range [begin, end) in a text. Offsets count from 0; an empty span marks a place
// between two bytes. Files are limited to 1 GiB (base/file.h), so 32 bits suffice.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool operator==(const Span&) const = default;
  std::uint32_t size() const { return end - begin; }
  bool contains(std::uint32_t offset) const { return begin <= offset && offset < end; }
};

// The smallest span that covers both.
constexpr Span cover(Span a, Span b) {
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

// The same range after `delta` bytes were put in front of the text.
constexpr Span shifted(Span span, std::uint32_t delta) {
  return {span.begin + delta, span.end + delta};
}

}  // namespace nsmon
