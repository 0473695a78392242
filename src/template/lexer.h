// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsmon::templates {

enum class TokenKind : std::uint8_t {
  error,
  end_of_text,
  text,
  left_delimiter,
  right_delimiter,
  space,
  boolean,
  character_constant,
  complex,
  number,
  string,
  raw_string,
  identifier,
  field,
  variable,
  assign,
  declare,
  pipe,
  left_paren,
  right_paren,
  character,
  // Keywords from here on; Go shows them in angle brackets.
  block,
  break_,
  continue_,
  dot,
  define,
  else_,
  end,
  if_,
  nil,
  range,
  template_,
  with
};

struct Token {
  TokenKind kind = TokenKind::end_of_text;
  Span span;
  std::string_view text;  // as written; for an error, its message
};

// How Go names a token in its messages: `EOF`, `<end>`, `"abc"`, long ones cut after ten
// characters.
std::string describe(const Token& token);

// Cuts a template into tokens one at a time, as Go's text/template does: blanks inside actions are
// tokens, comments are left out, trim markers already did their work. The text outlives the lexer
// and its tokens. After an error there is only the end of the text.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next();

 private:
  struct RightDelimiter {
    bool found = false;
    bool trims = false;
  };

  Token lex_text();
  Token lex_action();
  Token lex_space();
  Token lex_right_delimiter();
  Token lex_quoted(char quote, TokenKind kind, std::string_view complaint);
  Token lex_raw_string();
  Token lex_field_or_variable(TokenKind kind);
  Token lex_identifier();
  Token lex_number();
  bool skip_comment(Token& problem);
  bool scan_number();
  void skip_word();
  bool at_terminator() const;
  RightDelimiter right_delimiter() const;
  bool accept(std::string_view set);
  void accept_run(std::string_view set);
  char peek() const { return pos_ < text_.size() ? text_[pos_] : '\0'; }
  Token emit(TokenKind kind);
  Token fail(std::string message);

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t start_ = 0;
  int paren_depth_ = 0;
  bool inside_action_ = false;
  bool stopped_ = false;
  std::string message_;  // of the error token, whose text is a view of it
};

}  // namespace nsmon::templates
