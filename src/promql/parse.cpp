// SPDX-License-Identifier: Apache-2.0
#include "promql/parse.h"

#include "promql/check.h"
#include "promql/parser.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::promql {

ParseOutcome parse(std::string_view text, const Features& features) {
  ParseOutcome outcome = Parser(text, features).run();
  if (outcome.errors.empty()) check_types(*outcome.expr, text, outcome.errors);
  if (!outcome.errors.empty()) outcome.expr.reset();
  return outcome;
}

Result<ExprPtr> parse_expression(std::string_view text, const Features& features) {
  ParseOutcome outcome = parse(text, features);
  if (!outcome.errors.empty()) return std::unexpected(std::move(outcome.errors.front()));
  return std::move(outcome.expr);
}

std::string render_parse_error(const Error& error, std::string_view text) {
  if (text.empty()) return "unknown position: parse error: " + error.message;
  const std::string_view before = text.substr(0, error.span.begin);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto line_break = before.rfind('\n');
  const auto column =
      before.size() - (line_break == std::string_view::npos ? 0 : line_break + 1) + 1;
  return fmt::format("{}:{}: parse error: {}", line, column, error.message);
}

}  // namespace nsmon::promql
