// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "prometheus/client.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace nsmon::prometheus {
namespace {
constexpr std::string_view kParseError = ": parse error: ";

struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
};

// "LINE:COLUMN", nothing else.
std::optional<Place> parse_place(std::string_view text) {
  Place place;
  const char* end = text.data() + text.size();
  const auto line = std::from_chars(text.data(), end, place.line);
  if (line.ec != std::errc{} || line.ptr == end || *line.ptr != ':') return std::nullopt;
  const auto column = std::from_chars(line.ptr + 1, end, place.column);
  if (column.ec != std::errc{} || column.ptr != end) return std::nullopt;
  if (place.line == 0 || place.column == 0) return std::nullopt;
  return place;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':';
}

// The word at that place, or the one byte; a place just after the text is fine too. Columns count
// bytes since the line began (promql/parser, posrange).
std::optional<Span> find_span(const Place& place, std::string_view expression) {
  std::size_t begin = 0;
  for (std::size_t line = 1; line < place.line; ++line) {
    const auto line_end = expression.find('\n', begin);
    if (line_end == std::string_view::npos) return std::nullopt;
    begin = line_end + 1;
  }
  begin += place.column - 1;
  if (begin > expression.size()) return std::nullopt;
  std::size_t end = begin;
  while (end < expression.size() && is_word(expression[end])) ++end;
  if (end == begin) ++end;
  return Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}
}  // namespace

PlacedMessage place_message(std::string_view message, std::string_view expression) {
  std::string_view place_text;
  std::string_view rest;
  if (const auto at = message.find(kParseError); at != std::string_view::npos) {
    const auto blank = message.rfind(' ', at);
    const auto begin = blank == std::string_view::npos ? 0 : blank + 1;
    place_text = message.substr(begin, at - begin);
    rest = message.substr(at + kParseError.size());
  } else if (message.ends_with(')')) {
    const auto open = message.rfind(" (");
    if (open == std::string_view::npos) return {printable(message), {}};
    place_text = message.substr(open + 2, message.size() - open - 3);
    rest = message.substr(0, open);
  }
  const auto place = parse_place(place_text);
  const auto span = place ? find_span(*place, expression) : std::nullopt;
  if (!span) return {printable(message), {}};
  return {printable(rest), *span};
}

}  // namespace nsmon::prometheus
