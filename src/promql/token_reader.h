// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "promql/lexer.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsmon::promql {

// One token of look-ahead and the collection of errors, shared by the parsers of expressions and of
// series descriptions.
class TokenReader {
 public:
  // What messages say about an unexpected token: `in WHERE, expected WHAT`.
  struct Context {
    std::string_view where;
    std::string_view expected;
  };
  // Makes a context hold until the end of a block.
  class Within {
   public:
    Within(TokenReader& reader, Context context) : reader_(reader), outer_(reader.context_) {
      reader_.context_ = context;
    }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;
    ~Within() { reader_.context_ = outer_; }

   private:
    TokenReader& reader_;
    Context outer_;
  };

  TokenReader(std::string_view text, Lexer::Language language) : lexer_(text, language) {}

  // Reads the next token unless that is done already; a lexical error is reported then.
  const Token& peek() {
    if (!has_ahead_) read();
    return ahead_;
  }
  Token take() {
    const Token token = peek();
    has_ahead_ = false;
    return token;
  }
  bool accept(Tok kind) {
    if (peek().kind != kind) return false;
    has_ahead_ = false;
    return true;
  }
  std::string_view text(const Token& token) const { return lexer_.text(token); }

  void judge(Span span, std::string message);
  // Complains about the token ahead.
  void unexpected(Context context);
  void unexpected() { unexpected(context_); }
  // False, with a complaint, when the token ahead is another one.
  bool expect(Tok kind);

  // The value of a number or duration token; 0, with a complaint, when it has none.
  double seconds(const Token& literal);

  std::vector<Error>& errors() { return errors_; }

 private:
  void read();

  Lexer lexer_;
  std::vector<Error> errors_;
  Context context_;
  Token ahead_;
  bool has_ahead_ = false;
};

}  // namespace nsmon::promql
