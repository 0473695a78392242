// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace nsmon {
namespace {

// Bytes of a source line that are shown; longer ones are cut around the marked place.
constexpr std::uint32_t kShownBytes = 120;

struct Paint {
  Colour colour;

  std::string operator()(std::string_view code, std::string_view text) const {
    if (colour == Colour::off) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }
};

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::error: return "1;31";
    case Severity::warning: return "1;33";
    case Severity::info: return "1;36";
  }
  return "1";
}

// The marked part of one line, with what surrounds it.
struct Excerpt {
  std::uint32_t number = 1;
  std::string before;
  std::string marked;
  std::string after;
};

std::string shown(std::string_view text) {
  std::string blanks(text);
  std::ranges::replace(blanks, '\t', ' ');
  return printable(blanks);
}

// Moves an offset back to the start of the character it lies in.
std::uint32_t character_begin(std::string_view line, std::uint32_t at) {
  while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0U) == 0x80U) {
    --at;
  }
  return at;
}

Excerpt excerpt(const SourceText& source, Span span) {
  const LineColumn place = source.locate(span.begin);
  const std::string_view line = source.line(place.line);
  const auto size = static_cast<std::uint32_t>(line.size());
  const std::uint32_t begin = character_begin(line, std::min(place.column - 1, size));
  const std::uint32_t length = span.end > span.begin ? span.end - span.begin : 0;
  const std::uint32_t end = std::min(begin + std::min(length, size - begin), size);
  std::uint32_t first = 0;
  std::uint32_t last = size;
  if (size > kShownBytes) {
    first = character_begin(line, begin > kShownBytes / 3 ? begin - kShownBytes / 3 : 0);
    last = character_begin(line, std::min(size, first + kShownBytes));
  }
  const std::uint32_t marked_end = std::clamp(end, begin, std::max(last, begin));
  Excerpt part{.number = place.line,
               .before = shown(line.substr(first, begin - first)),
               .marked = shown(line.substr(begin, marked_end - begin)),
               .after = shown(line.substr(marked_end, last > marked_end ? last - marked_end : 0))};
  if (first > 0) part.before.insert(0, "...");
  if (last < size) part.after += "...";
  return part;
}

void append_excerpt(std::string& out, const SourceText& source, Span span, std::string_view code,
                    Paint paint) {
  const Excerpt part = excerpt(source, span);
  const std::string number = fmt::format("{:>5}", part.number);
  const std::size_t carets = std::max<std::size_t>(display_width(part.marked), 1);
  out += paint("2", number + " | ") + part.before + part.marked + part.after + '\n';
  out += std::string(number.size(), ' ') + paint("2", " | ") +
         std::string(display_width(part.before), ' ') + paint(code, std::string(carets, '^')) +
         '\n';
}

void append_place(std::string& out, const SourceText& source, Span span, Paint paint) {
  const LineColumn place = source.locate(span.begin);
  out += paint("1", fmt::format("{}:{}:{}:", printable(source.name()), place.line, place.column));
  out += ' ';
}

void append_hint(std::string& out, std::string_view hint, Paint paint) {
  if (!hint.empty()) out += "  " + paint("1;32", "hint:") + ' ' + printable(hint) + '\n';
}

void append_note(std::string& out, const Note& note, const SourceText& source, Paint paint,
                 const SourceLookup& other_sources) {
  const SourceText* text = &source;
  if (!note.file.empty()) text = other_sources ? other_sources(note.file) : nullptr;
  out += "  ";
  if (text == nullptr) {
    if (!note.file.empty()) out += printable(note.file) + ": ";
    out += paint("1;36", "note:") + ' ' + printable(note.message) + '\n';
    return;
  }
  append_place(out, *text, note.span, paint);
  out += paint("1;36", "note:") + ' ' + printable(note.message) + '\n';
  append_excerpt(out, *text, note.span, "1;36", paint);
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::info: return "info";
  }
  return "error";
}

Diagnostic to_diagnostic(Error error) {
  return {.message = std::move(error.message),
          .span = error.span,
          .hint = std::move(error.hint),
          .notes = std::move(error.notes)};
}

std::string render(const Diagnostic& diagnostic, const SourceText& source, Colour colour,
                   const SourceLookup& other_sources) {
  const Paint paint{colour};
  const std::string_view code = colour_of(diagnostic.severity);
  std::string out;
  append_place(out, source, diagnostic.span, paint);
  out += paint(code, fmt::format("{}:", to_string(diagnostic.severity)));
  out += ' ' + printable(diagnostic.message);
  if (!diagnostic.id.empty()) out += paint("2", fmt::format(" [{}]", diagnostic.id));
  out += '\n';
  if (!source.text().empty()) append_excerpt(out, source, diagnostic.span, code, paint);
  append_hint(out, diagnostic.hint, paint);
  for (const Note& note : diagnostic.notes) append_note(out, note, source, paint, other_sources);
  return out;
}

std::string render(const Error& error, Colour colour) {
  const Paint paint{colour};
  std::string out = paint("1;31", "error:") + ' ' + printable(error.message) + '\n';
  append_hint(out, error.hint, paint);
  for (const Note& note : error.notes) {
    out += "  " + paint("1;36", "note:") + ' ' + printable(note.message) + '\n';
  }
  return out;
}

}  // namespace nsmon
