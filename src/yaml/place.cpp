// SPDX-License-Identifier: Apache-2.0
// From a byte of a scalar's value back to the byte of the text it came from.
//
// The scanner hands out values without saying where each byte stood, so the rules by which it makes
// a value are followed once more over the scalar's bytes: line breaks that fold into a blank or
// vanish, escapes that stand for one character, indentation that is cut off, chomping at the end.
// Each piece of the value is told to a Trace, which stops listening once it has passed the wanted
// offset. That costs one pass over one scalar, and only when there is something to report.
#include "yaml/document.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace nsmon::yaml {
namespace {

// Follows the value as it grows.
class Trace {
 public:
  Trace(std::uint32_t wanted, std::uint32_t begin) : wanted_(wanted), place_(begin) {}

  // `count` bytes of the value, copied byte by byte from the text.
  void copied(std::uint32_t from, std::uint32_t count) {
    if (found_ || count == 0) return;
    if (wanted_ < length_ + count) {
      place_ = from + (wanted_ - length_);
      found_ = true;
    } else {
      length_ += count;
      place_ = from + count;
    }
  }
  // `count` bytes of the value that stand for `size` bytes of the text.
  void made(std::uint32_t from, std::uint32_t size, std::uint32_t count) {
    if (found_ || count == 0) return;
    length_ += count;
    found_ = wanted_ < length_;
    place_ = found_ ? from : from + size;
  }
  bool done() const { return found_; }
  std::uint32_t place() const { return place_; }

 private:
  std::uint32_t wanted_;
  std::uint32_t length_ = 0;
  std::uint32_t place_;  // once found the wanted place, before that the end of the last piece
  bool found_ = false;
};

// A line break of the text and the bytes it gives in a value: "\n", or itself for U+2028 and
// U+2029.
struct Break {
  std::uint32_t from = 0;
  std::uint32_t size = 0;
  std::uint32_t value_size = 1;

  bool folds() const { return value_size == 1; }
};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

class Walker {
 public:
  Walker(std::string_view text, std::uint32_t begin, Trace& trace)
      : text_(text), at_(begin), trace_(trace) {}

  void flow(Style style);
  void block(std::string_view value, Style style);

 private:
  std::optional<Break> break_here() const;
  bool take_break(std::vector<Break>& out);
  void give(const std::vector<Break>& breaks);
  void fold(const std::vector<Break>& breaks, bool escaped_first);
  std::uint32_t escape();
  void line_end();
  std::uint32_t block_indent(std::string_view value) const;
  void skip_header();
  void block_lines(std::uint32_t indent, Style style);

  std::string_view text_;
  std::uint32_t at_;
  Trace& trace_;
};

std::optional<Break> Walker::break_here() const {
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("\r\n")) return Break{at_, 2, 1};
  if (rest.starts_with('\n') || rest.starts_with('\r')) return Break{at_, 1, 1};
  if (rest.starts_with("\xC2\x85")) return Break{at_, 2, 1};
  if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) return Break{at_, 3, 3};
  return std::nullopt;
}

bool Walker::take_break(std::vector<Break>& out) {
  const auto found = break_here();
  if (!found) return false;
  out.push_back(*found);
  at_ += found->size;
  return true;
}

void Walker::give(const std::vector<Break>& breaks) {
  for (const Break& item : breaks) trace_.made(item.from, item.size, item.value_size);
}

// A first break that folds becomes a blank when it is alone and vanishes when more follow; after an
// escaped one only those that follow count.
void Walker::fold(const std::vector<Break>& breaks, bool escaped_first) {
  if (breaks.empty()) return;
  if (escaped_first || !breaks[0].folds()) return give(breaks);
  if (breaks.size() == 1) return trace_.made(breaks[0].from, breaks[0].size, 1);
  give({breaks.begin() + 1, breaks.end()});
}

// Bytes of the value that the escape sequence at the place stands for; moves behind it.
std::uint32_t Walker::escape() {
  const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
  const std::uint32_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  std::uint32_t code = 0;
  for (std::uint32_t i = 0; i < digits && at_ + 2 + i < text_.size(); ++i) {
    const char c = text_[at_ + 2 + i];
    code = code * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  if (kind == 'N' || kind == '_') code = 0x85;
  if (kind == 'L' || kind == 'P') code = 0x2028;
  at_ += 2 + digits;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

// Blanks and breaks from the place on: blanks stay when no break follows them.
void Walker::line_end() {
  const std::uint32_t from = at_;
  std::vector<Break> breaks;
  while (at_ < text_.size()) {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (!take_break(breaks)) {
      break;
    }
  }
  if (breaks.empty()) {
    trace_.copied(from, at_ - from);
  } else {
    fold(breaks, false);
  }
}

void Walker::flow(Style style) {
  const char quote = style == Style::single_quoted   ? '\''
                     : style == Style::double_quoted ? '"'
                                                     : '\0';
  if (quote != '\0') {
    ++at_;
    text_.remove_suffix(text_.ends_with(quote) ? 1 : 0);
  }
  while (at_ < text_.size() && !trace_.done()) {
    const char c = text_[at_];
    if (is_blank(c) || break_here()) {
      line_end();
    } else if (c == '\'' && quote == '\'') {
      trace_.made(at_, 2, 1);
      at_ += 2;
    } else if (c == '\\' && quote == '"') {
      const std::uint32_t from = at_++;
      std::vector<Break> breaks;
      if (take_break(breaks)) {
        breaks.clear();
        while (at_ < text_.size() && (is_blank(text_[at_]) || take_break(breaks))) {
          at_ += at_ < text_.size() && is_blank(text_[at_]) ? 1 : 0;
        }
        fold(breaks, true);
      } else {
        at_ = from;
        const std::uint32_t count = escape();
        trace_.made(from, at_ - from, count);
      }
    } else {
      trace_.copied(at_, 1);
      ++at_;
    }
  }
}

void Walker::skip_header() {
  while (at_ < text_.size() && !break_here()) ++at_;
  if (const auto found = break_here()) at_ += found->size;
}

// The indentation that is cut off: by how much the first line with a character in it stands further
// right in the text than in the value.
std::uint32_t Walker::block_indent(std::string_view value) const {
  const auto column = [](std::string_view text, std::size_t from) {
    const std::size_t mark = text.find_first_not_of(" \r\n", from);
    if (mark == std::string_view::npos) return std::uint32_t{0};
    const std::size_t line = text.find_last_of("\r\n", mark);
    return static_cast<std::uint32_t>(line == std::string_view::npos ? mark : mark - line - 1);
  };
  const std::uint32_t in_text = column(text_, at_);
  const std::uint32_t in_value = column(value, 0);
  return in_text > in_value ? in_text - in_value : 0;
}

void Walker::block_lines(std::uint32_t indent, Style style) {
  std::optional<Break> leading;
  bool leading_blank = false;
  std::vector<Break> trailing;
  while (!trace_.done()) {
    std::uint32_t column = 0;
    while (at_ < text_.size()) {
      while (at_ < text_.size() && column < indent && text_[at_] == ' ') ++at_, ++column;
      if (!take_break(trailing)) break;
      column = 0;
    }
    if (at_ >= text_.size() || column < indent) break;
    const bool trailing_blank = is_blank(text_[at_]);
    if (leading) {
      const bool folds =
          style == Style::folded && leading->folds() && !leading_blank && !trailing_blank;
      if (!folds || trailing.empty())
        trace_.made(leading->from, leading->size, leading->value_size);
    }
    give(trailing);
    trailing.clear();
    leading_blank = trailing_blank;
    const std::uint32_t from = at_;
    while (at_ < text_.size() && !break_here()) ++at_;
    trace_.copied(from, at_ - from);
    leading = break_here();
    if (leading) at_ += leading->size;
  }
  if (leading) trace_.made(leading->from, leading->size, leading->value_size);
  give(trailing);
}

void Walker::block(std::string_view value, Style style) {
  skip_header();
  block_lines(block_indent(value), style);
}

}  // namespace

std::uint32_t place_in_text(std::string_view text, const Node& scalar, std::uint32_t value_offset) {
  const Span span = scalar.content_span();
  if (!scalar.is_scalar()) return span.begin;
  const auto length = static_cast<std::uint32_t>(scalar.text().size());
  if (length == 0) return span.begin + (span.size() >= 2 && scalar.style() != Style::plain ? 1 : 0);
  Trace trace(std::min(value_offset, length), span.begin);
  if (scalar.style() == Style::literal || scalar.style() == Style::folded) {
    // Lines that end the value may lie behind the span; a smaller indentation stops the walk.
    Walker(text, span.begin, trace).block(scalar.text(), scalar.style());
  } else {
    Walker(text.substr(0, span.end), span.begin, trace).flow(scalar.style());
  }
  return trace.place();
}

Span place_in_text(std::string_view text, const Node& scalar, Span in_value) {
  const std::uint32_t begin = place_in_text(text, scalar, in_value.begin);
  if (in_value.size() == 0) return {begin, begin};
  // The end is just after the last byte, not before the next one: a fold may lie between. Only an
  // escape is longer than the byte it stands for.
  const std::uint32_t last = place_in_text(text, scalar, in_value.end - 1);
  const char c = last < text.size() ? text[last] : ' ';
  const bool escaped = (scalar.style() == Style::double_quoted && c == '\\') ||
                       (scalar.style() == Style::single_quoted && c == '\'');
  const std::uint32_t end = escaped ? place_in_text(text, scalar, in_value.end) : last + 1;
  return {begin, std::max(end, begin + 1)};
}

}  // namespace nsmon::yaml
