// SPDX-License-Identifier: Apache-2.0
// Arithmetic over durations. After `offset` a literal or a call ends the duration, so that
// `x offset 1m + y` is an addition of vectors; what begins with a parenthesis or with two signs
// goes on as far as it can. Prometheus has this from the order of the rules in its grammar.
#include "promql/literals.h"
#include "promql/parser.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nsmon::promql {
namespace {
constexpr int kSum = 4;
constexpr int kProduct = 5;
constexpr int kPower = 6;
// A count of nanoseconds has 63 bits.
constexpr double kLongest = 9223372036854775808.0 / 1e9;

struct Operator {
  int precedence = 0;
  DurationOp op = DurationOp::literal;
};

Operator duration_operator(Tok kind) {
  switch (kind) {
    case Tok::add: return {kSum, DurationOp::add};
    case Tok::sub: return {kSum, DurationOp::sub};
    case Tok::mul: return {kProduct, DurationOp::mul};
    case Tok::div: return {kProduct, DurationOp::div};
    case Tok::mod: return {kProduct, DurationOp::mod};
    case Tok::pow: return {kPower, DurationOp::pow};
    default: return {};
  }
}

bool out_of_range(double seconds) {
  return seconds > kLongest || seconds < -kLongest;
}

std::chrono::nanoseconds to_nanoseconds(double seconds) {
  const double ns = std::round(seconds * 1e9);
  constexpr double kLimit = 9223372036854775808.0;
  if (ns >= kLimit) return std::chrono::nanoseconds::max();
  if (!(ns > -kLimit)) return std::chrono::nanoseconds::min();
  return std::chrono::nanoseconds(static_cast<std::int64_t>(ns));
}

std::unique_ptr<DurationExpr> literal(double seconds, bool written_as_duration, Span span) {
  auto node = std::make_unique<DurationExpr>();
  node->seconds = seconds;
  node->written_as_duration = written_as_duration;
  node->span = span;
  return node;
}

bool is_literal(const DurationExpr& node) {
  return node.op == DurationOp::literal;
}
}  // namespace

void Parser::gate_duration(Span span) {
  if (!features_.duration_expressions) {
    judge(span, "experimental duration expression is not enabled");
  }
}

DurationValue Parser::to_value(ParsedDuration duration) {
  DurationValue value;
  value.span = duration.expr->span;
  if (is_literal(*duration.expr)) {
    value.literal = to_nanoseconds(duration.expr->seconds);
  } else {
    value.expression = std::move(duration.expr);
  }
  return value;
}

Parser::ParsedDuration Parser::duration(int lowest) {
  if (!enter()) return {};
  ParsedDuration result = duration_unary();
  if (result) result = duration_rest(std::move(result), lowest);
  leave();
  return result;
}

Parser::ParsedDuration Parser::duration_rest(ParsedDuration lhs, int lowest) {
  while (lhs) {
    const int precedence = duration_operator(peek().kind).precedence;
    if (precedence == 0 || precedence < lowest) break;
    const Token op = take();
    ParsedDuration rhs = duration(precedence == kPower ? kPower : precedence + 1);
    if (!rhs) return {};
    lhs = duration_operation(std::move(lhs), op, std::move(rhs));
  }
  return lhs;
}

Parser::ParsedDuration Parser::duration_operation(ParsedDuration lhs, const Token& op,
                                                  ParsedDuration rhs) {
  const Span span = cover(lhs.expr->span, rhs.expr->span);
  gate_duration(lhs.expr->span);
  const bool by_zero = is_literal(*rhs.expr) && rhs.expr->seconds == 0;
  if (by_zero && (op.kind == Tok::div || op.kind == Tok::mod)) {
    judge(op.span, op.kind == Tok::div ? "division by zero" : "modulo by zero");
    return {literal(0, false, span), 1};
  }
  const int height = 1 + std::max(lhs.height, rhs.height);
  if (too_high(height, op.span)) return {};
  auto node = std::make_unique<DurationExpr>();
  node->span = span;
  node->op = duration_operator(op.kind).op;
  node->lhs = std::move(lhs.expr);
  node->rhs = std::move(rhs.expr);
  return {std::move(node), height};
}

Parser::ParsedDuration Parser::duration_unary() {
  const Tok kind = peek().kind;
  if (kind != Tok::add && kind != Tok::sub) return duration_primary();
  const Token sign = take();
  ParsedDuration operand = duration(kPower);
  if (!operand) return {};
  return with_sign(sign, std::move(operand));
}

Parser::ParsedDuration Parser::with_sign(const Token& sign, ParsedDuration operand) {
  DurationExpr& inner = *operand.expr;
  const Span span = cover(sign.span, inner.span);
  if (is_literal(inner)) {
    if (sign.kind == Tok::sub) inner.seconds = -inner.seconds;
    if (out_of_range(inner.seconds)) {
      judge(sign.span, "duration out of range");
      inner.seconds = 0;
    }
    inner.span = span;
    return operand;
  }
  if (sign.kind == Tok::add) return operand;
  const int height = operand.height + 1;
  if (too_high(height, sign.span)) return {};
  auto node = std::make_unique<DurationExpr>();
  node->span = span;
  node->op = DurationOp::neg;
  node->lhs = std::move(operand.expr);
  return {std::move(node), height};
}

Parser::ParsedDuration Parser::duration_primary() {
  switch (peek().kind) {
    case Tok::number:
    case Tok::duration: return duration_literal();
    case Tok::left_paren: return duration_parentheses();
    case Tok::step:
    case Tok::range:
    case Tok::min_of:
    case Tok::max_of: {
      ParsedDuration result = duration_call();
      if (result) gate_duration(result.expr->span);
      return result;
    }
    default: unexpected(); return {};
  }
}

Parser::ParsedDuration Parser::duration_literal() {
  const Token token = take();
  double value = seconds(token);
  if (out_of_range(value)) {
    judge(token.span, "duration out of range");
    value = 0;
  }
  return {literal(value, token.kind == Tok::duration, token.span), 1};
}

// The parentheses around a literal are forgotten: it stays a literal.
Parser::ParsedDuration Parser::duration_parentheses() {
  const Token open = take();
  ParsedDuration inner = duration(kSum);
  if (!inner) return {};
  if (peek().kind != Tok::right_paren) {
    unexpected();
    return {};
  }
  gate_duration(inner.expr->span);
  const Span close = take().span;
  if (!is_literal(*inner.expr)) {
    inner.expr->in_parentheses = true;
    inner.expr->span = cover(open.span, close);
  }
  return inner;
}

Parser::ParsedDuration Parser::duration_call() {
  const Token name = take();
  auto node = std::make_unique<DurationExpr>();
  int height = 1;
  if (!expect(Tok::left_paren)) return {};
  if (name.kind == Tok::step || name.kind == Tok::range) {
    node->op = name.kind == Tok::step ? DurationOp::step : DurationOp::range;
  } else {
    node->op = name.kind == Tok::min_of ? DurationOp::min_of : DurationOp::max_of;
    ParsedDuration lhs = duration(kSum);
    if (!lhs || !expect(Tok::comma)) return {};
    ParsedDuration rhs = duration(kSum);
    if (!rhs) return {};
    height = 1 + std::max(lhs.height, rhs.height);
    node->lhs = std::move(lhs.expr);
    node->rhs = std::move(rhs.expr);
  }
  if (peek().kind != Tok::right_paren) {
    unexpected();
    return {};
  }
  node->span = cover(name.span, take().span);
  return {std::move(node), height};
}

Parser::ParsedDuration Parser::offset_duration() {
  const Tok kind = peek().kind;
  if (kind == Tok::add || kind == Tok::sub) return signed_offset_duration();
  ParsedDuration result = duration_primary();
  if (result && kind == Tok::left_paren) return duration_rest(std::move(result), kSum);
  return result;
}

Parser::ParsedDuration Parser::signed_offset_duration() {
  const Token sign = take();
  switch (peek().kind) {
    case Tok::number:
    case Tok::duration: {
      // Whether it is in range is judged with its sign, at the sign.
      const Token token = take();
      const bool as_duration = token.kind == Tok::duration;
      return with_sign(sign, {literal(seconds(token), as_duration, token.span), 1});
    }
    case Tok::step:
    case Tok::range:
    case Tok::min_of:
    case Tok::max_of: {
      ParsedDuration inner = duration_call();
      if (!inner) return {};
      gate_duration(cover(sign.span, inner.expr->span));
      return with_sign(sign, std::move(inner));
    }
    case Tok::left_paren: {
      const Token open = take();
      ParsedDuration inner = duration(kSum);
      if (!inner || !expect(Tok::right_paren)) return {};
      if (!is_literal(*inner.expr)) inner.expr->in_parentheses = true;
      inner.expr->span = cover(open.span, inner.expr->span);
      return with_sign(sign, std::move(inner));
    }
    default: break;
  }
  ParsedDuration operand = duration(kPower);
  if (!operand) return {};
  ParsedDuration result = with_sign(sign, std::move(operand));
  return result ? duration_rest(std::move(result), kSum) : std::move(result);
}

}  // namespace nsmon::promql
