// SPDX-License-Identifier: Apache-2.0
#include "template/letter_case.h"

#include "base/utf8.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace nsmon::templates {
namespace {

// Lower-case letters [first, last] have their capital `distance` below. `step` 2: capitals and
// small letters alternate, and [first, last] holds both.
struct CaseRange {
  char32_t first;
  char32_t last;
  std::uint32_t distance;
  std::uint32_t step;
};

constexpr std::array kRanges{
    CaseRange{'a', 'z', 32, 1},     CaseRange{0xE0, 0xF6, 32, 1},   CaseRange{0xF8, 0xFE, 32, 1},
    CaseRange{0x101, 0x12F, 1, 2},  CaseRange{0x133, 0x137, 1, 2},  CaseRange{0x13A, 0x148, 1, 2},
    CaseRange{0x14B, 0x177, 1, 2},  CaseRange{0x17A, 0x17E, 1, 2},  CaseRange{0x3AD, 0x3AF, 37, 1},
    CaseRange{0x3B1, 0x3C1, 32, 1}, CaseRange{0x3C3, 0x3CB, 32, 1}, CaseRange{0x3CD, 0x3CE, 63, 1},
    CaseRange{0x430, 0x44F, 32, 1}, CaseRange{0x450, 0x45F, 80, 1}, CaseRange{0x461, 0x481, 1, 2},
    CaseRange{0x48B, 0x4BF, 1, 2},  CaseRange{0x4D1, 0x52F, 1, 2},  CaseRange{0x561, 0x586, 48, 1},
    CaseRange{0x3AC, 0x3AC, 38, 1}, CaseRange{0x3CC, 0x3CC, 64, 1},
};

char32_t to_upper(char32_t rune) {
  if (rune == 0xFF) return 0x178;
  if (rune == 0xB5) return 0x39C;
  if (rune == 0x131) return 'I';
  if (rune == 0x3C2) return 0x3A3;
  for (const CaseRange& range : kRanges) {
    if (rune < range.first || rune > range.last) continue;
    if ((rune - range.first) % range.step == 0) return rune - range.distance;
  }
  return rune;
}

char32_t to_lower(char32_t rune) {
  if (rune == 0x178) return 0xFF;
  if (rune == 0x130) return 'i';
  for (const CaseRange& range : kRanges) {
    const char32_t small = rune + range.distance;
    if (small < range.first || small > range.last) continue;
    if ((small - range.first) % range.step == 0) return small;
  }
  return rune;
}

template <class Map>
std::string mapped(std::string_view text, Map map) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedRune decoded = decode_rune(text.substr(at));
    // Go writes the replacement character for an invalid byte.
    append_rune(out, decoded.length == 0 ? U'\ufffd' : map(decoded.rune));
    at += std::max<std::size_t>(1, decoded.length);
  }
  return out;
}

bool is_letter(std::string_view character) {
  static const re2::RE2 letter(R"(\p{L})");
  return re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()), letter);
}

enum class WordPart { none, letter, other, joint };

WordPart word_part(std::string_view character) {
  static const re2::RE2 other(R"([\p{N}\p{M}_])");
  if (is_letter(character)) return WordPart::letter;
  if (re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()), other)) {
    return WordPart::other;
  }
  constexpr std::array<std::string_view, 6> kJoints{"'", ".", ":", "\u2019", "\u2018", "\u00b7"};
  const bool joint = std::ranges::find(kJoints, character) != kJoints.end();
  return joint ? WordPart::joint : WordPart::none;
}

std::string_view first_character(std::string_view text) {
  return text.substr(0, std::max<std::size_t>(1, decode_rune(text).length));
}

bool continues_word(std::string_view rest) {
  if (rest.empty()) return false;
  const WordPart part = word_part(first_character(rest));
  return part == WordPart::letter || part == WordPart::other;
}

}  // namespace

std::string upper_case(std::string_view text) {
  return mapped(text, to_upper);
}
std::string lower_case(std::string_view text) {
  return mapped(text, to_lower);
}

std::string title_words(std::string_view text) {
  std::string out;
  bool in_word = false;
  bool titled = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = first_character(text.substr(at));
    at += character.size();
    const WordPart part = word_part(character);
    const bool joins = part == WordPart::joint && in_word && continues_word(text.substr(at));
    const bool inside = part == WordPart::letter || part == WordPart::other || joins;
    if (inside && !in_word) titled = false;
    in_word = inside;
    if (part == WordPart::letter && !titled) {
      out += upper_case(character);
      titled = true;
    } else {
      out += character;
    }
  }
  return out;
}

}  // namespace nsmon::templates
