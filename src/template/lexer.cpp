// SPDX-License-Identifier: Apache-2.0
#include "template/lexer.h"

#include "base/utf8.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <utility>

// The rules are those of Go's text/template (package documentation, "Text and spaces", "Actions").
// What is easy to get wrong:
//   - A trim marker is the minus together with its blank: `{{- 3}}` trims, `{{-3}}` is a number.
//   - A blank before `}}` is not a token when it belongs to a trim marker.
//   - A comment must fill its action: `{{/* x */}}`, with nothing but trim markers beside it.
//   - Words end only at a blank, at one of `.,|:()` or at the closing delimiter; `$x=1` is refused.
namespace nsmon::templates {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kLeft = "{{";
constexpr std::string_view kRight = "}}";

bool is_blank(char c) {
  return kBlanks.find(c) != std::string_view::npos;
}

bool has_left_trim_marker(std::string_view text) {
  return text.size() >= 2 && text[0] == '-' && is_blank(text[1]);
}

bool has_right_trim_marker(std::string_view text) {
  return text.size() >= 2 && is_blank(text[0]) && text[1] == '-';
}

bool is_ascii_word(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Letters and decimal digits outside ASCII; `character` is one encoded character.
bool is_foreign_word(std::string_view character) {
  static const re2::RE2 word(R"([\p{L}\p{Nd}])");
  return re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()), word);
}

bool is_printable(std::string_view character) {
  static const re2::RE2 shown(R"([\p{L}\p{M}\p{N}\p{P}\p{S} ])");
  return re2::RE2::FullMatch(re2::StringPiece(character.data(), character.size()), shown);
}

// Length of the word character at the start of `text`, 0 when there is none.
std::size_t word_character(std::string_view text) {
  if (text.empty()) return 0;
  if (static_cast<unsigned char>(text[0]) < 0x80) return is_ascii_word(text[0]) ? 1 : 0;
  const std::size_t length = decode_rune(text).length;
  return length > 0 && is_foreign_word(text.substr(0, length)) ? length : 0;
}

// Go's %#U: `U+0025 '%'`, without the character where it cannot be shown.
std::string unicode_name(std::string_view text) {
  const DecodedRune decoded = decode_rune(text);
  if (decoded.length == 0) return text.empty() ? "U+FFFFFFFFFFFFFFFF" : "U+FFFD '\ufffd'";
  const auto code = static_cast<std::uint32_t>(decoded.rune);
  const std::string_view character = text.substr(0, decoded.length);
  if (!is_printable(character)) return fmt::format("U+{:04X}", code);
  return fmt::format("U+{:04X} '{}'", code, character);
}

struct Keyword {
  std::string_view text;
  TokenKind kind;
};

constexpr std::array kKeywords{
    Keyword{"block", TokenKind::block},
    Keyword{"break", TokenKind::break_},
    Keyword{"continue", TokenKind::continue_},
    Keyword{"define", TokenKind::define},
    Keyword{"else", TokenKind::else_},
    Keyword{"end", TokenKind::end},
    Keyword{"if", TokenKind::if_},
    Keyword{"nil", TokenKind::nil},
    Keyword{"range", TokenKind::range},
    Keyword{"template", TokenKind::template_},
    Keyword{"with", TokenKind::with},
    Keyword{"true", TokenKind::boolean},
    Keyword{"false", TokenKind::boolean},
};

TokenKind word_kind(std::string_view word) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.text == word) return keyword.kind;
  }
  return TokenKind::identifier;
}

constexpr std::size_t kShownCharacters = 10;

}  // namespace

std::string describe(const Token& token) {
  if (token.kind == TokenKind::end_of_text) return "EOF";
  if (token.kind == TokenKind::error) return std::string(token.text);
  if (token.kind >= TokenKind::block) return fmt::format("<{}>", token.text);
  // Go decides by bytes and cuts by characters.
  if (token.text.size() <= kShownCharacters) return quoted(token.text);
  std::size_t cut = 0;
  for (std::size_t shown = 0; shown < kShownCharacters && cut < token.text.size(); ++shown) {
    cut += std::max<std::size_t>(1, decode_rune(token.text.substr(cut)).length);
  }
  return quoted(token.text.substr(0, cut)) + "...";
}

Token Lexer::next() {
  start_ = pos_;
  if (stopped_) return emit(TokenKind::end_of_text);
  return inside_action_ ? lex_action() : lex_text();
}

Token Lexer::emit(TokenKind kind) {
  const Token token{kind,
                    {static_cast<std::uint32_t>(start_), static_cast<std::uint32_t>(pos_)},
                    text_.substr(start_, pos_ - start_)};
  start_ = pos_;
  return token;
}

Token Lexer::fail(std::string message) {
  message_ = std::move(message);
  Token token = emit(TokenKind::error);
  token.text = message_;
  stopped_ = true;
  return token;
}

Token Lexer::lex_text() {
  while (true) {
    const std::size_t left = text_.find(kLeft, pos_);
    if (left == std::string_view::npos) {
      pos_ = text_.size();
      return emit(start_ < pos_ ? TokenKind::text : TokenKind::end_of_text);
    }
    if (left > pos_) {
      std::size_t end = left;
      if (has_left_trim_marker(text_.substr(left + kLeft.size()))) {
        while (end > start_ && is_blank(text_[end - 1])) --end;
      }
      pos_ = end;
      const Token token = emit(TokenKind::text);
      pos_ = start_ = left;
      if (!token.text.empty()) return token;
    }
    const std::size_t marker = has_left_trim_marker(text_.substr(left + kLeft.size())) ? 2 : 0;
    if (text_.substr(left + kLeft.size() + marker).starts_with("/*")) {
      pos_ = start_ = left + kLeft.size() + marker;
      Token problem;
      if (!skip_comment(problem)) return problem;
      continue;
    }
    pos_ = left + kLeft.size();
    const Token token = emit(TokenKind::left_delimiter);
    pos_ = start_ = pos_ + marker;
    inside_action_ = true;
    paren_depth_ = 0;
    return token;
  }
}

bool Lexer::skip_comment(Token& problem) {
  const std::size_t close = text_.find("*/", pos_ + 2);
  if (close == std::string_view::npos) {
    problem = fail("unclosed comment");
    return false;
  }
  pos_ = close + 2;
  const RightDelimiter right = right_delimiter();
  if (!right.found) {
    problem = fail("comment ends before closing delimiter");
    return false;
  }
  pos_ += kRight.size();
  if (right.trims) {
    pos_ += 2;
    while (pos_ < text_.size() && is_blank(text_[pos_])) ++pos_;
  }
  start_ = pos_;
  return true;
}

Lexer::RightDelimiter Lexer::right_delimiter() const {
  const std::string_view rest = text_.substr(pos_);
  if (has_right_trim_marker(rest) && rest.substr(2).starts_with(kRight)) return {true, true};
  return {rest.starts_with(kRight), false};
}

Token Lexer::lex_right_delimiter() {
  const bool trims = right_delimiter().trims;
  if (trims) pos_ += 2;
  start_ = pos_;
  pos_ += kRight.size();
  const Token token = emit(TokenKind::right_delimiter);
  if (trims) {
    while (pos_ < text_.size() && is_blank(text_[pos_])) ++pos_;
  }
  inside_action_ = false;
  return token;
}

Token Lexer::lex_action() {
  if (right_delimiter().found) {
    return paren_depth_ == 0 ? lex_right_delimiter() : fail("unclosed left paren");
  }
  if (pos_ >= text_.size()) return fail("unclosed action");
  const char c = text_[pos_];
  if (is_blank(c)) return lex_space();
  if ((c >= '0' && c <= '9') || c == '+' || c == '-') return lex_number();
  if (word_character(text_.substr(pos_)) > 0) return lex_identifier();
  const std::string_view here = text_.substr(pos_);
  if (c == '.' && !(here.size() > 1 && (here[1] < '0' || here[1] > '9'))) return lex_number();
  ++pos_;
  switch (c) {
    case '=': return emit(TokenKind::assign);
    case ':':
      if (peek() != '=') {
        if (pos_ < text_.size()) ++pos_;
        return fail("expected :=");
      }
      ++pos_;
      return emit(TokenKind::declare);
    case '|': return emit(TokenKind::pipe);
    case '"': return lex_quoted('"', TokenKind::string, "unterminated quoted string");
    case '\'':
      return lex_quoted('\'', TokenKind::character_constant, "unterminated character constant");
    case '`': return lex_raw_string();
    case '$': return lex_field_or_variable(TokenKind::variable);
    case '.': return lex_field_or_variable(TokenKind::field);
    case '(': ++paren_depth_; return emit(TokenKind::left_paren);
    case ')':
      if (--paren_depth_ < 0) return fail("unexpected right paren");
      return emit(TokenKind::right_paren);
    default: break;
  }
  if (c > ' ' && c < '\x7f') return emit(TokenKind::character);
  return fail("unrecognized character in action: " + unicode_name(here));
}

// A minus after the last blank makes that blank part of the closing delimiter.
Token Lexer::lex_space() {
  std::size_t count = 0;
  while (pos_ < text_.size() && is_blank(text_[pos_])) {
    ++pos_;
    ++count;
  }
  const std::string_view last = text_.substr(pos_ - 1);
  if (has_right_trim_marker(last) && last.substr(2).starts_with(kRight)) {
    --pos_;
    if (count == 1) return lex_right_delimiter();
  }
  return emit(TokenKind::space);
}

Token Lexer::lex_quoted(char quote, TokenKind kind, std::string_view complaint) {
  while (pos_ < text_.size() && text_[pos_] != '\n') {
    const char c = text_[pos_++];
    if (c == quote) return emit(kind);
    if (c != '\\') continue;
    if (pos_ >= text_.size() || text_[pos_] == '\n') break;
    ++pos_;
  }
  return fail(std::string(complaint));
}

Token Lexer::lex_raw_string() {
  const std::size_t close = text_.find('`', pos_);
  if (close == std::string_view::npos) {
    pos_ = text_.size();
    return fail("unterminated raw quoted string");
  }
  pos_ = close + 1;
  return emit(TokenKind::raw_string);
}

void Lexer::skip_word() {
  while (const std::size_t length = word_character(text_.substr(pos_))) pos_ += length;
}

bool Lexer::at_terminator() const {
  if (pos_ >= text_.size()) return true;
  if (is_blank(text_[pos_]) ||
      std::string_view(".,|:()").find(text_[pos_]) != std::string_view::npos)
    return true;
  return text_.substr(pos_).starts_with(kRight);
}

Token Lexer::lex_field_or_variable(TokenKind kind) {
  if (at_terminator()) {
    return emit(kind == TokenKind::variable ? TokenKind::variable : TokenKind::dot);
  }
  skip_word();
  if (!at_terminator()) return fail("bad character " + unicode_name(text_.substr(pos_)));
  return emit(kind);
}

Token Lexer::lex_identifier() {
  skip_word();
  if (!at_terminator()) return fail("bad character " + unicode_name(text_.substr(pos_)));
  return emit(word_kind(text_.substr(start_, pos_ - start_)));
}

bool Lexer::accept(std::string_view set) {
  if (pos_ >= text_.size() || set.find(text_[pos_]) == std::string_view::npos) return false;
  ++pos_;
  return true;
}

void Lexer::accept_run(std::string_view set) {
  while (accept(set)) {
  }
}

// Takes more than Go's numbers; the parser refuses the rest.
bool Lexer::scan_number() {
  accept("+-");
  std::string_view digits = "0123456789_";
  const bool leading_zero = accept("0");
  bool hexadecimal = false;
  if (leading_zero && accept("xX")) {
    digits = "0123456789abcdefABCDEF_";
    hexadecimal = true;
  } else if (leading_zero && accept("oO")) {
    digits = "01234567_";
  } else if (leading_zero && accept("bB")) {
    digits = "01_";
  }
  accept_run(digits);
  if (accept(".")) accept_run(digits);
  const bool decimal = digits.size() == std::string_view("0123456789_").size();
  if ((decimal && accept("eE")) || (hexadecimal && accept("pP"))) {
    accept("+-");
    accept_run("0123456789_");
  }
  accept("i");
  const std::size_t word = word_character(text_.substr(pos_));
  pos_ += word;
  return word == 0;
}

Token Lexer::lex_number() {
  bool good = scan_number();
  TokenKind kind = TokenKind::number;
  if (good && (peek() == '+' || peek() == '-')) {
    good = scan_number() && text_[pos_ - 1] == 'i';
    kind = TokenKind::complex;
  }
  if (!good) return fail("bad number syntax: " + quoted(text_.substr(start_, pos_ - start_)));
  return emit(kind);
}

}  // namespace nsmon::templates
