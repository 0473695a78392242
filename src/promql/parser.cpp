// SPDX-License-Identifier: Apache-2.0
#include "promql/parser.h"

#include "promql/literals.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::promql {
namespace {
// Loosest first; 0 is no operator. A sign binds like multiplication, so its operand is what binds
// tighter: -2^2 is -(2^2), -1 * x is (-1) * x.
constexpr int kLowest = 1;
constexpr int kPower = 6;

struct Operator {
  int precedence = 0;
  BinaryOp op = BinaryOp::add;
};

Operator binary_operator(Tok kind) {
  switch (kind) {
    case Tok::or_: return {1, BinaryOp::or_};
    case Tok::and_: return {2, BinaryOp::and_};
    case Tok::unless: return {2, BinaryOp::unless};
    case Tok::eql: return {3, BinaryOp::eql};
    case Tok::neq: return {3, BinaryOp::neq};
    case Tok::gtr: return {3, BinaryOp::gtr};
    case Tok::lss: return {3, BinaryOp::lss};
    case Tok::gte: return {3, BinaryOp::gte};
    case Tok::lte: return {3, BinaryOp::lte};
    case Tok::trim_upper: return {3, BinaryOp::trim_upper};
    case Tok::trim_lower: return {3, BinaryOp::trim_lower};
    case Tok::add: return {4, BinaryOp::add};
    case Tok::sub: return {4, BinaryOp::sub};
    case Tok::mul: return {5, BinaryOp::mul};
    case Tok::div: return {5, BinaryOp::div};
    case Tok::mod: return {5, BinaryOp::mod};
    case Tok::atan2: return {5, BinaryOp::atan2};
    case Tok::pow: return {kPower, BinaryOp::pow};
    default: return {};
  }
}
}  // namespace

ParseOutcome Parser::run() {
  ParseOutcome outcome;
  if (peek().kind == Tok::end) {
    judge({}, "no expression found in input");
  } else if (Parsed parsed = binary(kLowest)) {
    outcome.expr = std::move(parsed.expr);
    if (peek().kind != Tok::end) unexpected();
  }
  outcome.errors = std::move(errors());
  return outcome;
}

bool Parser::enter() {
  if (++depth_ <= kMaxDepth) return true;
  judge(peek().span, fmt::format("expression is nested more than {} levels deep", kMaxDepth));
  --depth_;
  return false;
}

bool Parser::too_high(int height, Span where) {
  if (height <= kMaxDepth) return false;
  judge(where, fmt::format("expression is nested more than {} levels deep", kMaxDepth));
  return true;
}

Parser::Parsed Parser::binary(int lowest) {
  if (!enter()) return {};
  Parsed lhs = unary();
  while (lhs) {
    const int precedence = binary_operator(peek().kind).precedence;
    if (precedence < lowest || precedence == 0) break;
    lhs = binary_rest(std::move(lhs), precedence);
  }
  leave();
  return lhs;
}

Parser::Parsed Parser::binary_rest(Parsed lhs, int precedence) {
  const Token op = take();
  Binary node;
  node.op = binary_operator(op.kind).op;
  node.op_span = op.span;
  if (!binary_modifiers(node)) return {};
  Parsed rhs = binary(precedence == kPower ? kPower : precedence + 1);
  if (!rhs) return {};
  const int height = 1 + std::max(lhs.height, rhs.height);
  if (too_high(height, op.span)) return {};
  const Span span = cover(lhs.expr->span, rhs.expr->span);
  if (!features_.binop_fill_modifiers && (node.matching.fill_left || node.matching.fill_right)) {
    judge(span, "binop fill modifiers are experimental and not enabled");
  }
  node.lhs = std::move(lhs.expr);
  node.rhs = std::move(rhs.expr);
  return finish(std::move(node), span, height);
}

Parser::Parsed Parser::unary() {
  const Tok kind = peek().kind;
  if (kind != Tok::add && kind != Tok::sub) return postfix(primary());
  const Token sign = take();
  Parsed operand = binary(kPower);
  if (!operand) return {};
  const Span span = cover(sign.span, operand.expr->span);
  if (auto* number = std::get_if<NumberLiteral>(&operand.expr->node)) {
    if (kind == Tok::sub) number->value = -number->value;
    operand.expr->span = span;
    return operand;
  }
  const int height = operand.height + 1;
  if (too_high(height, sign.span)) return {};
  return finish(Unary{kind == Tok::sub ? UnaryOp::minus : UnaryOp::plus, std::move(operand.expr)},
                span, height);
}

Parser::Parsed Parser::postfix(Parsed operand) {
  while (operand) {
    switch (peek().kind) {
      case Tok::left_bracket: operand = range_or_subquery(std::move(operand)); break;
      case Tok::offset:
        if (!offset(*operand.expr)) return {};
        break;
      case Tok::at:
        if (!at_modifier(*operand.expr)) return {};
        break;
      case Tok::anchored: extension(*operand.expr, Extension::anchored, take().span); break;
      case Tok::smoothed: extension(*operand.expr, Extension::smoothed, take().span); break;
      default: return operand;
    }
  }
  return operand;
}

Parser::Parsed Parser::primary() {
  const Tok kind = peek().kind;
  switch (kind) {
    case Tok::number:
    case Tok::duration: return number_literal();
    case Tok::string: return string_literal();
    case Tok::left_paren: return parentheses();
    case Tok::left_brace: return bare_selector();
    case Tok::identifier:
    case Tok::start:
    case Tok::end_word:
    case Tok::step:
    case Tok::range:
    case Tok::min_of:
    case Tok::max_of: {
      const Token name = take();
      return peek().kind == Tok::left_paren ? call(name) : named_selector(name);
    }
    case Tok::metric_identifier:
    case Tok::and_:
    case Tok::or_:
    case Tok::unless:
    case Tok::by:
    case Tok::without:
    case Tok::offset:
    case Tok::anchored:
    case Tok::smoothed:
    case Tok::fill:
    case Tok::fill_left:
    case Tok::fill_right: return named_selector(take());
    default: break;
  }
  if (!is_aggregator(kind)) {
    unexpected();
    return {};
  }
  const Token op = take();
  const Tok next = peek().kind;
  const bool operation = next == Tok::left_paren || next == Tok::by || next == Tok::without;
  return operation ? aggregate(op) : named_selector(op);
}

Parser::Parsed Parser::parentheses() {
  const Token open = take();
  Parsed inner = binary(kLowest);
  if (!inner || peek().kind != Tok::right_paren) {
    if (inner) unexpected();
    return {};
  }
  const int height = inner.height + 1;
  if (too_high(height, open.span)) return {};
  return finish(Paren{std::move(inner.expr)}, cover(open.span, take().span), height);
}

Parser::Parsed Parser::number_literal() {
  const Token token = take();
  NumberLiteral literal;
  literal.value = seconds(token);
  literal.written_as_duration = token.kind == Tok::duration;
  return finish(literal, token.span, 1);
}

Parser::Parsed Parser::string_literal() {
  const Token token = take();
  return finish(StringLiteral{unquote(text(token))}, token.span, 1);
}

}  // namespace nsmon::promql
