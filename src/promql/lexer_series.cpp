// SPDX-License-Identifier: Apache-2.0
// The values of a series description and the histograms among them.
#include "base/utf8.h"
#include "promql/characters.h"
#include "promql/lexer.h"

#include <algorithm>
#include <array>

namespace nsmon::promql {
namespace {
struct Word {
  std::string_view word;
  Tok kind;
};

constexpr auto kHistogramWords = std::to_array<Word>({
    {"schema", Tok::schema_key},
    {"sum", Tok::sum_key},
    {"count", Tok::count_key},
    {"z_bucket", Tok::z_bucket_key},
    {"z_bucket_w", Tok::z_bucket_w_key},
    {"custom_values", Tok::custom_values_key},
    {"buckets", Tok::buckets_key},
    {"offset", Tok::offset_key},
    {"n_buckets", Tok::n_buckets_key},
    {"n_offset", Tok::n_offset_key},
    {"counter_reset_hint", Tok::counter_reset_hint_key},
    {"unknown", Tok::hint_unknown},
    {"reset", Tok::hint_reset},
    {"not_reset", Tok::hint_not_reset},
    {"gauge", Tok::hint_gauge},
});

Tok histogram_keyword(std::string_view word) {
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto found = std::ranges::find(kHistogramWords, std::string_view(lower), &Word::word);
  return found == kHistogramWords.end() ? Tok::identifier : found->kind;
}
}  // namespace

Token Lexer::in_values() {
  if (at_end()) return in_statement();
  const char c = text_[pos_];
  if (is_blank(c)) {
    ++pos_;
    const Token token = emit(Tok::space);
    skip_blanks();
    return token;
  }
  if (c == 'x' || c == '_' || c == '+' || c == '-') {
    ++pos_;
    return emit(c == 'x' ? Tok::times : c == '_' ? Tok::blank : c == '+' ? Tok::add : Tok::sub);
  }
  if (c == '{' && peek(1) == '{') {
    pos_ += 2;
    mode_ = Mode::histogram;
    return emit(Tok::open_histogram);
  }
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
  if (is_letter(c)) return word();
  return fail("unexpected character in series sequence: " + take_quoted_rune());
}

Token Lexer::in_histogram() {
  const char c = peek();
  if (is_blank(c)) {
    ++pos_;
    const Token token = emit(Tok::space);
    skip_blanks();
    return token;
  }
  if (is_letter(c)) return histogram_word();
  if (is_digit(c)) return number();
  switch (c) {
    case ':': ++pos_; return emit(Tok::colon);
    case '-': ++pos_; return emit(Tok::sub);
    case '[':
      ++pos_;
      bracket_open_ = true;
      mode_ = Mode::buckets;
      return emit(Tok::left_bracket);
    case '}':
      if (peek(1) == '}') return close_histogram();
      break;
    default: break;
  }
  return fail("histogram description incomplete unexpected: " + take_quoted_rune());
}

Token Lexer::histogram_word() {
  while (is_letter(peek())) ++pos_;
  const std::string_view word = text_.substr(start_, pos_ - start_);
  const Tok kind = histogram_keyword(word);
  if (is_histogram_key(kind)) {
    if (peek() != ':') return fail("missing `:` for histogram descriptor");
    return emit(kind);
  }
  if (keyword(word) == Tok::number) return emit(Tok::number);
  if (kind != Tok::identifier) return emit(kind);
  return fail("bad histogram descriptor found: " + quoted(word));
}

Token Lexer::close_histogram() {
  pos_ += 2;
  const char c = peek();
  mode_ = c == 'x' || c == '+' || c == '-' ? Mode::after_histogram : Mode::values;
  return emit(Tok::close_histogram);
}

Token Lexer::after_histogram() {
  mode_ = Mode::values;
  const char c = text_[pos_++];
  return emit(c == 'x' ? Tok::times : c == '+' ? Tok::add : Tok::sub);
}

Token Lexer::in_buckets() {
  while (is_letter(peek())) {
    ++pos_;
    if (keyword(text_.substr(start_, pos_ - start_)) == Tok::number) return emit(Tok::number);
  }
  const char c = peek();
  if (is_blank(c)) {
    ++pos_;
    const Token token = emit(Tok::space);
    skip_blanks();
    return token;
  }
  if (is_digit(c)) return number();
  switch (c) {
    case '-':
      ++pos_;
      mode_ = Mode::bucket_number;
      return emit(Tok::sub);
    case ']':
      ++pos_;
      bracket_open_ = false;
      mode_ = Mode::histogram;
      return emit(Tok::right_bracket);
    default: return fail("invalid character in buckets description: " + take_quoted_rune());
  }
}

}  // namespace nsmon::promql
