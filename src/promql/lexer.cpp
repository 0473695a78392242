// SPDX-License-Identifier: Apache-2.0
#include "promql/lexer.h"

#include "base/utf8.h"
#include "promql/characters.h"

#include <fmt/core.h>

namespace nsmon::promql {

std::string quoted_rune(char32_t rune) {
  if (rune == U'\'') return "'\\''";
  if (rune == U'"') return "'\"'";
  std::string bytes;
  append_rune(bytes, rune);
  std::string text = quoted(bytes);
  text.front() = text.back() = '\'';
  return text;
}

Token Lexer::next() {
  if (ended_) {
    const auto end = static_cast<std::uint32_t>(text_.size());
    return {Tok::end, {end, end}};
  }
  switch (mode_) {
    case Mode::statement: return in_statement();
    case Mode::braces: return in_braces();
    case Mode::duration: return in_duration();
    case Mode::values: return in_values();
    case Mode::histogram: return in_histogram();
    case Mode::buckets: return in_buckets();
    case Mode::bucket_number: mode_ = Mode::buckets; return number();
    case Mode::after_histogram: break;
  }
  return after_histogram();
}

bool Lexer::take(char c) {
  if (at_end() || text_[pos_] != c) return false;
  ++pos_;
  return true;
}

bool Lexer::take_any(std::string_view set) {
  if (at_end() || !set.contains(text_[pos_])) return false;
  ++pos_;
  return true;
}

std::string Lexer::take_quoted_rune() {
  const DecodedRune decoded = decode_rune(text_.substr(pos_));
  if (decoded.length == 0) {
    if (!at_end()) ++pos_;
    return quoted_rune(0xFFFD);
  }
  pos_ += decoded.length;
  return quoted_rune(decoded.rune);
}

Token Lexer::emit(Tok kind) {
  const Token token{kind, {static_cast<std::uint32_t>(start_), static_cast<std::uint32_t>(pos_)}};
  start_ = pos_;
  return token;
}

Token Lexer::fail(std::string message) {
  message_ = std::move(message);
  ended_ = true;
  return {Tok::error,
          {static_cast<std::uint32_t>(start_), static_cast<std::uint32_t>(text_.size())}};
}

void Lexer::skip_blanks() {
  while (!at_end() && is_blank(text_[pos_])) ++pos_;
  start_ = pos_;
}

void Lexer::skip_comment() {
  while (!at_end() && text_[pos_] != '\n' && text_[pos_] != '\r') ++pos_;
  start_ = pos_;
}

Token Lexer::in_statement() {
  for (skip_blanks(); !at_end() && text_[pos_] == '#'; skip_blanks()) skip_comment();
  if (at_end()) {
    if (open_parentheses_ != 0) return fail("unclosed left parenthesis");
    if (bracket_open_) return fail("unclosed left bracket");
    ended_ = true;
    return emit(Tok::end);
  }
  const char c = text_[pos_];
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number_or_duration();
  if (is_letter(c) || c == ':') return bracket_open_ ? letter_in_brackets() : word();
  return operator_or_bracket(c);
}

Token Lexer::operator_or_bracket(char c) {
  switch (c) {
    case '"':
    case '\'': ++pos_; return string(c);
    case '`': ++pos_; return raw_string();
    case ',': ++pos_; return emit(Tok::comma);
    case '*': ++pos_; return emit(Tok::mul);
    case '/': ++pos_; return emit(Tok::div);
    case '%': ++pos_; return emit(Tok::mod);
    case '+': ++pos_; return emit(Tok::add);
    case '-': ++pos_; return emit(Tok::sub);
    case '^': ++pos_; return emit(Tok::pow);
    case '@': ++pos_; return emit(Tok::at);
    case '=': ++pos_; return after_equals();
    case '!':
      ++pos_;
      if (take('=')) return emit(Tok::neq);
      return fail("unexpected character after '!': " + take_quoted_rune());
    case '<':
      ++pos_;
      if (take('=')) return emit(Tok::lte);
      return emit(take('/') ? Tok::trim_upper : Tok::lss);
    case '>':
      ++pos_;
      if (take('=')) return emit(Tok::gte);
      return emit(take('/') ? Tok::trim_lower : Tok::gtr);
    case '(':
      ++pos_;
      ++open_parentheses_;
      return emit(Tok::left_paren);
    case ')': return close_parenthesis(Mode::statement);
    case '{':
      ++pos_;
      mode_ = Mode::braces;
      return emit(Tok::left_brace);
    case '[': return open_bracket();
    case ']':
      if (!bracket_open_) return fail("unexpected right bracket ']'");
      ++pos_;
      bracket_open_ = false;
      return emit(Tok::right_bracket);
    default: return fail("unexpected character: " + take_quoted_rune());
  }
}

Token Lexer::after_equals() {
  if (take('=')) return emit(Tok::eql);
  if (peek() == '~') return fail("unexpected character after '=': '~'");
  return emit(Tok::equal);
}

Token Lexer::open_bracket() {
  if (bracket_open_) return fail("unexpected left bracket '['");
  ++pos_;
  got_colon_ = false;
  bracket_open_ = true;
  mode_ = Mode::duration;
  return emit(Tok::left_bracket);
}

// The place of the error is behind the parenthesis, which was a token before it was seen as wrong.
Token Lexer::close_parenthesis(Mode mode) {
  ++pos_;
  mode_ = mode;
  const Token token = emit(Tok::right_paren);
  if (--open_parentheses_ < 0) return fail("unexpected right parenthesis ')'");
  return token;
}

Token Lexer::letter_in_brackets() {
  const char c = text_[pos_];
  if (c == ':') {
    if (got_colon_) return fail("unexpected colon ':'");
    ++pos_;
    got_colon_ = true;
    return emit(Tok::colon);
  }
  const Tok kind = duration_keyword();
  if (kind != Tok::identifier) return emit(kind);
  return fail(
      fmt::format("unexpected character: {}, expected ':'", quoted_rune(static_cast<char32_t>(c))));
}

// Takes a run of letters; Tok::identifier when they are no word of duration expressions.
Tok Lexer::duration_keyword() {
  while (!at_end() && is_letter(text_[pos_])) ++pos_;
  const Tok kind = keyword(text_.substr(start_, pos_ - start_));
  const bool known =
      kind == Tok::step || kind == Tok::range || kind == Tok::min_of || kind == Tok::max_of;
  return known ? kind : Tok::identifier;
}

Token Lexer::word() {
  bool colon = false;
  for (; !at_end(); ++pos_) {
    if (text_[pos_] == ':') {
      colon = true;
    } else if (!is_name_character(text_[pos_])) {
      break;
    }
  }
  if (series_) mode_ = peek() == '{' ? Mode::statement : Mode::values;
  if (colon) return emit(Tok::metric_identifier);
  const Tok kind = keyword(text_.substr(start_, pos_ - start_));
  const bool fill = kind == Tok::fill || kind == Tok::fill_left || kind == Tok::fill_right;
  return emit(fill && !parenthesis_follows() ? Tok::identifier : kind);
}

bool Lexer::parenthesis_follows() const {
  std::size_t i = pos_;
  while (i < text_.size() && is_blank(text_[i])) ++i;
  return i < text_.size() && text_[i] == '(';
}

Token Lexer::in_duration() {
  skip_blanks();
  if (at_end()) return fail("unexpected end of input in duration expression");
  const char c = text_[pos_];
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
    got_duration_ = true;
    mode_ = Mode::statement;
    return number_or_duration();
  }
  static constexpr std::string_view kOperators = "+-*/%^,";
  if (kOperators.contains(c)) {
    static constexpr Tok kKinds[] = {Tok::add, Tok::sub, Tok::mul,  Tok::div,
                                     Tok::mod, Tok::pow, Tok::comma};
    ++pos_;
    return emit(kKinds[kOperators.find(c)]);
  }
  switch (c) {
    case ']':
      ++pos_;
      bracket_open_ = false;
      got_colon_ = false;
      mode_ = Mode::statement;
      return emit(Tok::right_bracket);
    case ':': {
      ++pos_;
      const Token token = emit(Tok::colon);
      if (!got_duration_) return fail("unexpected colon before duration in duration expression");
      if (got_colon_) return fail("unexpected repeated colon in duration expression");
      got_colon_ = true;
      return token;
    }
    case '(':
      ++pos_;
      ++open_parentheses_;
      return emit(Tok::left_paren);
    case ')': return close_parenthesis(Mode::duration);
    default: break;
  }
  if (is_letter(c)) {
    const Tok kind = duration_keyword();
    if (kind != Tok::identifier) {
      got_duration_ = true;
      return emit(kind);
    }
    pos_ = start_;
  }
  return fail("unexpected character in duration expression: " + take_quoted_rune());
}

Token Lexer::in_braces() {
  for (skip_blanks(); !at_end() && text_[pos_] == '#'; skip_blanks()) skip_comment();
  if (at_end()) return fail("unexpected end of input inside braces");
  const char c = text_[pos_];
  if (is_letter(c)) {
    while (!at_end() && is_name_character(text_[pos_])) ++pos_;
    return emit(Tok::identifier);
  }
  switch (c) {
    case ',': ++pos_; return emit(Tok::comma);
    case '"':
    case '\'': ++pos_; return string(c);
    case '`': ++pos_; return raw_string();
    case '=': ++pos_; return emit(take('~') ? Tok::equal_regex : Tok::equal);
    case '!':
      ++pos_;
      if (take('~')) return emit(Tok::not_equal_regex);
      if (take('=')) return emit(Tok::neq);
      return fail("unexpected character after '!' inside braces: " + take_quoted_rune());
    case '{': return fail("unexpected left brace '{'");
    case '}':
      ++pos_;
      mode_ = series_ ? Mode::values : Mode::statement;
      return emit(Tok::right_brace);
    default: return fail("unexpected character inside braces: " + take_quoted_rune());
  }
}

}  // namespace nsmon::promql
