// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nsmon::exposition {

// Classes of bytes in names, for the scanners' inner loops.
inline constexpr std::uint8_t kNameStart = 1;   // [a-zA-Z_]
inline constexpr std::uint8_t kNamePart = 2;    // [a-zA-Z0-9_]
inline constexpr std::uint8_t kMetricPart = 4;  // [a-zA-Z0-9_:]

namespace detail {
constexpr std::array<std::uint8_t, 256> name_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (letter) classes[c] = kNameStart | kNamePart | kMetricPart;
    if (digit) classes[c] = kNamePart | kMetricPart;
    if (c == ':') classes[c] = kMetricPart;
  }
  return classes;
}
}  // namespace detail

inline constexpr std::array<std::uint8_t, 256> kNameClasses = detail::name_classes();

inline bool has_class(char c, std::uint8_t wanted) {
  return (kNameClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

// End of the legacy metric name that begins at `begin`; `begin` itself when there is none.
inline std::size_t metric_name_end(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || !(has_class(text[begin], kNameStart) || text[begin] == ':')) {
    return begin;
  }
  std::size_t end = begin + 1;
  while (end < text.size() && has_class(text[end], kMetricPart)) ++end;
  return end;
}

// The same for a legacy label name.
inline std::size_t label_name_end(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || !has_class(text[begin], kNameStart)) return begin;
  std::size_t end = begin + 1;
  while (end < text.size() && has_class(text[end], kNamePart)) ++end;
  return end;
}

}  // namespace nsmon::exposition
