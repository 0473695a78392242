// SPDX-License-Identifier: Apache-2.0
#include "promql/token_reader.h"

#include "promql/literals.h"

#include <fmt/core.h>

namespace nsmon::promql {

void TokenReader::read() {
  ahead_ = lexer_.next();
  has_ahead_ = true;
  if (ahead_.kind == Tok::error) judge(ahead_.span, lexer_.message());
}

void TokenReader::judge(Span span, std::string message) {
  errors_.push_back({std::move(message), span, {}, {}});
}

void TokenReader::unexpected(Context context) {
  const Token& token = peek();
  if (token.kind == Tok::error) return;  // reported when it was read
  std::string message = "unexpected " + describe(token.kind, text(token));
  if (!context.where.empty()) message += fmt::format(" in {}", context.where);
  if (!context.expected.empty()) message += fmt::format(", expected {}", context.expected);
  judge(token.span, std::move(message));
}

bool TokenReader::expect(Tok kind) {
  if (accept(kind)) return true;
  unexpected();
  return false;
}

double TokenReader::seconds(const Token& literal) {
  const std::string_view digits = text(literal);
  const Result<double> value =
      literal.kind == Tok::duration ? read_duration(digits) : read_number(digits);
  if (value) return *value;
  judge(literal.span, value.error().message);
  return 0;
}

}  // namespace nsmon::promql
