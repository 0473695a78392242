// SPDX-License-Identifier: Apache-2.0
// What follows a selector: ranges, subqueries, offset, @, anchored and smoothed.
#include "promql/literals.h"
#include "promql/parser.h"

#include <fmt/core.h>

#include <cmath>
#include <limits>

namespace nsmon::promql {
namespace {
// The modifiers of what can have them; null for any other expression.
TimeModifiers* time_modifiers(Expr& expr) {
  if (auto* selector = std::get_if<VectorSelector>(&expr.node)) return &selector->time;
  if (auto* matrix = std::get_if<MatrixSelector>(&expr.node)) return &matrix->selector.time;
  if (auto* subquery = std::get_if<Subquery>(&expr.node)) return &subquery->time;
  return nullptr;
}

// An offset of zero counts as none.
bool has_offset(const TimeModifiers& time) {
  return time.offset && (time.offset->expression || time.offset->literal.count() != 0);
}

VectorSelector* selector_of(Expr& expr) {
  if (auto* selector = std::get_if<VectorSelector>(&expr.node)) return selector;
  if (auto* matrix = std::get_if<MatrixSelector>(&expr.node)) return &matrix->selector;
  return nullptr;
}

std::int64_t to_milliseconds(double seconds) {
  const double ms = std::round(seconds * 1000);
  constexpr double kLimit = 9223372036854775808.0;
  // What does not fit becomes the smallest number, as Go's conversion does on x86-64.
  if (!(ms >= -kLimit && ms < kLimit)) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(ms);
}

std::string fixed_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{:f}", value);
}

std::string_view name_of(Extension extension) {
  return extension == Extension::anchored ? "anchored" : "smoothed";
}
}  // namespace

Parser::Parsed Parser::range_or_subquery(Parsed operand) {
  const Span open = take().span;
  DurationValue range;
  {
    const Within context(*this,
                         {"subquery or range selector", "number, duration, step(), or range()"});
    if (!positive_duration(range)) return {};
  }
  const Token next = peek();
  if (next.kind == Tok::colon) return subquery(std::move(operand), std::move(range));
  if (next.kind == Tok::right_bracket) {
    return matrix(std::move(operand), std::move(range), open, take().span);
  }
  unexpected({"subquery or range", "\":\" or \"]\""});
  return {};
}

Parser::Parsed Parser::matrix(Parsed operand, DurationValue range, Span open, Span close) {
  const Span span = cover(operand.expr->span, close);
  auto* selector = std::get_if<VectorSelector>(&operand.expr->node);
  if (selector == nullptr) {
    judge(cover(open, close), "ranges only allowed for vector selectors");
    return operand;
  }
  if (has_offset(selector->time)) {
    judge(cover(open, close), "no offset modifiers allowed before range");
  } else if (selector->time.at) {
    judge(cover(open, close), "no @ modifiers allowed before range");
  }
  return finish(MatrixSelector{std::move(*selector), std::move(range)}, span, operand.height);
}

Parser::Parsed Parser::subquery(Parsed operand, DurationValue range) {
  take();
  Subquery node;
  node.range = std::move(range);
  if (peek().kind != Tok::right_bracket) {
    const Within context(*this,
                         {"subquery selector", "number, duration, step(), range(), or \"]\""});
    DurationValue step;
    if (!positive_duration(step)) return {};
    node.step = std::move(step);
  }
  if (peek().kind != Tok::right_bracket) {
    unexpected({"subquery selector", "\"]\""});
    return {};
  }
  const Span span = cover(operand.expr->span, take().span);
  const int height = operand.height + 1;
  if (too_high(height, span)) return {};
  node.inner = std::move(operand.expr);
  return finish(std::move(node), span, height);
}

bool Parser::positive_duration(DurationValue& value) {
  ParsedDuration parsed = duration(1);
  if (!parsed) return false;
  peek();  // an operator might have followed
  if (parsed.expr->op == DurationOp::literal && parsed.expr->seconds <= 0) {
    judge(parsed.expr->span, "duration must be greater than 0");
  }
  value = to_value(std::move(parsed));
  return true;
}

bool Parser::offset(Expr& operand) {
  take();
  ParsedDuration parsed;
  {
    const Within context(*this, {"offset", "number, duration, step(), or range()"});
    parsed = offset_duration();
  }
  if (!parsed) return false;
  const Span span = parsed.expr->span;
  TimeModifiers* time = time_modifiers(operand);
  if (time == nullptr) {
    judge(operand.span,
          "offset modifier must be preceded by an instant vector selector or range vector selector "
          "or a subquery");
    return true;
  }
  if (has_offset(*time)) {
    judge(operand.span, "offset may not be set multiple times");
  } else {
    time->offset = to_value(std::move(parsed));
  }
  operand.span = cover(operand.span, span);
  return true;
}

bool Parser::at_modifier(Expr& operand) {
  AtModifier at;
  at.span = take().span;
  {
    const Within context(*this, {"@", "timestamp"});
    const Tok kind = peek().kind;
    const bool bound = kind == Tok::start || kind == Tok::end_word;
    if (!(bound ? at_bound(at) : at_timestamp(operand, at))) return false;
  }
  set_at(operand, at);
  return true;
}

bool Parser::at_bound(AtModifier& at) {
  at.kind = take().kind == Tok::start ? AtModifier::Kind::start : AtModifier::Kind::end;
  if (!expect(Tok::left_paren)) return false;
  if (peek().kind != Tok::right_paren) {
    unexpected();
    return false;
  }
  at.span = cover(at.span, take().span);
  return true;
}

bool Parser::at_timestamp(const Expr& operand, AtModifier& at) {
  const Tok sign = peek().kind;
  if (sign == Tok::add || sign == Tok::sub) take();
  const Tok kind = peek().kind;
  if (kind != Tok::number && kind != Tok::duration) {
    unexpected();
    return false;
  }
  const Token token = take();
  at.span = cover(at.span, token.span);
  double timestamp = seconds(token);
  if (sign == Tok::sub) timestamp = -timestamp;
  constexpr double kLimit = 9223372036854775808.0;
  if (!(timestamp > -kLimit && timestamp < kLimit)) {
    judge(operand.span, "timestamp out of bounds for @ modifier: " + fixed_text(timestamp));
  }
  at.timestamp_ms = to_milliseconds(timestamp);
  return true;
}

void Parser::set_at(Expr& operand, const AtModifier& at) {
  TimeModifiers* time = time_modifiers(operand);
  if (time == nullptr) {
    judge(operand.span,
          "@ modifier must be preceded by an instant vector selector or range vector selector or a "
          "subquery");
    return;
  }
  if (time->at) {
    judge(operand.span, "@ <timestamp> may not be set multiple times");
    return;
  }
  time->at = at;
  operand.span = cover(operand.span, at.span);
}

void Parser::extension(Expr& operand, Extension extension, Span span) {
  const std::string_view name = name_of(extension);
  if (!features_.extended_range_selectors) {
    judge(operand.span, fmt::format("{} modifier is experimental and not enabled", name));
    return;
  }
  VectorSelector* selector = selector_of(operand);
  if (selector == nullptr) {
    const bool subquery = std::holds_alternative<Subquery>(operand.node);
    judge(operand.span,
          fmt::format("{} modifier {}", name,
                      subquery ? "is not supported for subqueries" : "not implemented"));
    return;
  }
  if (selector->extension != Extension::none && selector->extension != extension) {
    judge(operand.span, "anchored and smoothed modifiers cannot be used together");
  }
  selector->extension = extension;
  operand.span = cover(operand.span, span);
}

}  // namespace nsmon::promql
