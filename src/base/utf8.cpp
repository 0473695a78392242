// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>

namespace nsmon {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

bool in_ranges(char32_t rune, std::span<const Range> ranges) {
  const auto at = std::ranges::lower_bound(ranges, rune, {}, &Range::last);
  return at != ranges.end() && at->first <= rune;
}

// Characters that act instead of showing: C0 and C1 controls, zero-width and bidirectional marks,
// line separators, tags, the byte order mark.
constexpr std::array<Range, 8> kUnprintable{{{0x00, 0x1f},
                                             {0x7f, 0x9f},
                                             {0x200b, 0x200f},
                                             {0x2028, 0x202e},
                                             {0x2060, 0x206f},
                                             {0xfeff, 0xfeff},
                                             {0xfff9, 0xfffb},
                                             {0xe0000, 0xe007f}}};

// Marks that sit on the character before (the common blocks of Unicode's Mn).
constexpr std::array<Range, 6> kCombining{{{0x300, 0x36f},
                                           {0x483, 0x489},
                                           {0x1ab0, 0x1aff},
                                           {0x1dc0, 0x1dff},
                                           {0x20d0, 0x20ff},
                                           {0xfe00, 0xfe0f}}};

// East Asian wide and emoji blocks, which take two columns.
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115f},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0xa4cf},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0x1f300, 0x1faff},
                                      {0x20000, 0x3fffd}}};

// The short escapes that Go, C and YAML share; null for any other character.
const char* short_escape(char32_t rune) {
  switch (rune) {
    case '\a': return "\\a";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\v': return "\\v";
    default: return nullptr;
  }
}

void append_escape(std::string& out, char32_t rune) {
  const auto number = static_cast<std::uint32_t>(rune);
  if (const char* escape = short_escape(rune); escape != nullptr) {
    out += escape;
  } else if (rune < 0x80) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", number);
  } else if (rune < 0x10000) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", number);
  } else {
    fmt::format_to(std::back_inserter(out), "\\U{:08x}", number);
  }
}

void append_printable(std::string& out, std::string_view text, bool in_quotes) {
  while (!text.empty()) {
    const DecodedRune decoded = decode_rune(text);
    if (decoded.length == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (in_quotes && (decoded.rune == '"' || decoded.rune == '\\')) out += '\\';
    if (in_ranges(decoded.rune, kUnprintable)) {
      append_escape(out, decoded.rune);
    } else {
      out += text.substr(0, decoded.length);
    }
    text.remove_prefix(decoded.length);
  }
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

DecodedRune decode_rune(std::string_view text) {
  if (text.empty()) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  char32_t rune = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    rune = rune << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && rune < 0x800) || (length == 4 && rune < 0x10000);
  const bool surrogate = rune >= 0xd800 && rune <= 0xdfff;
  if (overlong || surrogate || rune > 0x10ffff) return {};
  return {rune, length};
}

void append_rune(std::string& out, char32_t rune) {
  const auto tail = [&](int shift) {
    out += static_cast<char>(0x80U | ((static_cast<std::uint32_t>(rune) >> shift) & 0x3fU));
  };
  if (rune < 0x80) {
    out += static_cast<char>(rune);
  } else if (rune < 0x800) {
    out += static_cast<char>(0xc0U | (rune >> 6));
    tail(0);
  } else if (rune < 0x10000) {
    out += static_cast<char>(0xe0U | (rune >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0U | (rune >> 18));
    tail(12), tail(6), tail(0);
  }
}

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const DecodedRune decoded = decode_rune(text.substr(at));
    if (decoded.length == 0) return at;
    at += decoded.length;
  }
  return std::string_view::npos;
}

std::string printable(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + 8);
  append_printable(out, text, false);
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  append_printable(out, text, true);
  out += '"';
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const DecodedRune decoded = decode_rune(text);
    const std::size_t length = std::max<std::size_t>(decoded.length, 1);
    if (!in_ranges(decoded.rune, kCombining)) width += in_ranges(decoded.rune, kWide) ? 2 : 1;
    text.remove_prefix(length);
  }
  return width;
}

}  // namespace nsmon
