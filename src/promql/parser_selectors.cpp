// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "promql/literals.h"
#include "promql/parser.h"
#include "series/labels.h"

#include <optional>

namespace nsmon::promql {
namespace {
std::optional<series::MatchOp> match_op(Tok kind) {
  switch (kind) {
    case Tok::equal: return series::MatchOp::equal;
    case Tok::neq: return series::MatchOp::not_equal;
    case Tok::equal_regex: return series::MatchOp::regex;
    case Tok::not_equal_regex: return series::MatchOp::not_regex;
    default: return std::nullopt;
  }
}

constexpr std::string_view kWhere = "label matching";
}  // namespace

Parser::Parsed Parser::named_selector(const Token& name) {
  VectorSelector selector;
  selector.metric = text(name);
  selector.metric_span = selector.span = name.span;
  if (peek().kind == Tok::left_brace && !matchers(selector)) return {};
  const Span span = selector.span = cover(name.span, selector.span);
  return finish(std::move(selector), span, 1);
}

Parser::Parsed Parser::bare_selector() {
  VectorSelector selector;
  if (!matchers(selector)) return {};
  const Span span = selector.span;
  return finish(std::move(selector), span, 1);
}

bool Parser::matchers(VectorSelector& selector) {
  const Span open = take().span;
  while (peek().kind != Tok::right_brace) {
    if (!matcher(selector)) return false;
    const Tok kind = peek().kind;
    if (kind == Tok::right_brace) break;
    if (kind != Tok::comma) {
      unexpected({kWhere, "\",\" or \"}\""});
      return false;
    }
    take();
  }
  selector.span = cover(open, take().span);
  return true;
}

bool Parser::matcher(VectorSelector& selector) {
  const Tok kind = peek().kind;
  if (kind != Tok::identifier && kind != Tok::string) {
    unexpected({kWhere, "identifier or \"}\""});
    return false;
  }
  const Token token = take();
  LabelMatcher matcher;
  matcher.name = kind == Tok::string ? unquote(text(token)) : std::string(text(token));
  matcher.name_span = token.span;
  if (match_op(peek().kind)) return matcher_value(selector, std::move(matcher));
  if (kind == Tok::identifier) {
    unexpected({kWhere, "label matching operator"});
    return false;
  }
  // A quoted string alone is the name of the metric.
  if (selector.metric.empty() && !matcher.name.empty()) {
    selector.metric = std::move(matcher.name);
    selector.metric_span = token.span;
    selector.metric_in_braces = true;
    return true;
  }
  matcher.value = std::move(matcher.name);
  matcher.name = series::kMetricName;
  matcher.span = matcher.value_span = token.span;
  selector.matchers.push_back(std::move(matcher));
  return true;
}

bool Parser::matcher_value(VectorSelector& selector, LabelMatcher matcher) {
  matcher.op = *match_op(take().kind);
  if (peek().kind != Tok::string) {
    unexpected({kWhere, "string"});
    return false;
  }
  const Token token = take();
  matcher.value = unquote(text(token));
  matcher.value_span = token.span;
  matcher.span = cover(matcher.name_span, token.span);
  check_matcher(matcher);
  selector.matchers.push_back(std::move(matcher));
  return true;
}

void Parser::check_matcher(const LabelMatcher& matcher) {
  if (!is_utf8(matcher.value)) {
    judge(matcher.span, "invalid label value " + quoted(matcher.value));
  } else if (matcher.op == series::MatchOp::regex || matcher.op == series::MatchOp::not_regex) {
    if (auto checked = series::check_regex(matcher.value); !checked) {
      judge(matcher.span, std::move(checked.error().message));
    }
  }
}

}  // namespace nsmon::promql
