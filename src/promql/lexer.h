// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/token.h"

#include <string>
#include <string_view>

namespace nsmon::promql {

// Cuts expressions and series descriptions into tokens, with the rules and messages of Prometheus
// 3.14. The same character means different things outside of brackets, inside of braces, inside of
// a range and in a list of values, so the lexer keeps track of what is open.
class Lexer {
 public:
  enum class Language { expression, series };

  explicit Lexer(std::string_view text, Language language = Language::expression)
      : text_(text), series_(language == Language::series) {}

  // The next token; comments are skipped. After Tok::error, whose span reaches to the end of the
  // text, and after Tok::end there is only Tok::end.
  Token next();

  // What is wrong, once next() has returned Tok::error.
  const std::string& message() const { return message_; }
  std::string_view text() const { return text_; }
  std::string_view text(const Token& token) const {
    return text_.substr(token.span.begin, token.span.size());
  }

 private:
  enum class Mode {
    statement,
    braces,
    duration,
    values,
    histogram,
    buckets,
    bucket_number,
    after_histogram
  };

  bool at_end() const { return pos_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const {
    return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
  }
  bool take(char c);
  bool take_any(std::string_view set);
  // Moves over the character at the place, whatever its length, and shows it as Go's %q does.
  std::string take_quoted_rune();
  Token emit(Tok kind);
  Token fail(std::string message);
  void skip_blanks();
  void skip_comment();

  Token in_statement();
  Token operator_or_bracket(char c);
  Token after_equals();
  Token open_bracket();
  Token close_parenthesis(Mode mode);
  Token letter_in_brackets();
  Token word();
  Tok duration_keyword();
  bool parenthesis_follows() const;

  Token in_duration();
  Token in_braces();

  Token string(char quote);
  bool escape(char quote, std::string& problem);
  Token raw_string();

  Token number_or_duration();
  Token number();
  bool scan_number();
  bool scan_number_tail(std::string_view digits);
  bool scan_rest_of_duration();

  Token in_values();
  Token in_histogram();
  Token histogram_word();
  Token close_histogram();
  Token after_histogram();
  Token in_buckets();

  std::string_view text_;
  std::string message_;
  std::size_t pos_ = 0;
  std::size_t start_ = 0;  // of the token being read
  int open_parentheses_ = 0;
  bool series_ = false;
  bool ended_ = false;
  bool bracket_open_ = false;
  bool got_colon_ = false;
  bool got_duration_ = false;  // never reset: a second range is lexed more leniently than the first
  Mode mode_ = Mode::statement;
};

}  // namespace nsmon::promql
