// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/parse.h"
#include "promql/token_reader.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsmon::promql {

// Recursive descent over the grammar of Prometheus 3.14, which is written for an LALR(1) generator.
// Four properties of such a parser show in its messages, and are kept:
//
// - The token that is reported is the first one that no valid expression could have there.
// - The context (`in aggregation`) is that of the innermost construct that has a rule for errors,
//   not of the innermost one: `sum(rate(x y))` speaks of the aggregation. `Within` keeps that rule.
// - Once a token cannot continue a construct, the construct is finished (and judged) before the
// token
//   is complained about, so `sum() x` reports the missing argument. Judgements are made as soon as
//   the construct ends; a token is only read ahead (peek) where the grammar needs it to decide,
//   since reading may itself report a bad character.
// - Judgements do not stop the parse, unexpected tokens do.
class Parser : private TokenReader {
 public:
  Parser(std::string_view text, const Features& features)
      : TokenReader(text, Lexer::Language::expression), features_(features) {}

  ParseOutcome run();

 private:
  // A subtree and its height, which is bounded because all who walk a tree do so recursively. Null
  // after an unexpected token.
  struct Parsed {
    ExprPtr expr;
    int height = 1;
    explicit operator bool() const { return expr != nullptr; }
  };
  struct ParsedDuration {
    std::unique_ptr<DurationExpr> expr;
    int height = 1;
    explicit operator bool() const { return expr != nullptr; }
  };
  struct Arguments {
    bool ok = false;
    std::vector<ExprPtr> values;
    int height = 0;
    Span close;  // the closing parenthesis
  };
  struct Labels {
    bool ok = false;
    std::vector<LabelName> names;
    Span close;
  };
  struct Grouping {
    bool ok = false;
    bool without = false;
    std::vector<LabelName> names;
    Span close;
  };

  // Counts a level of recursion; false, with a complaint, when there are too many.
  bool enter();
  void leave() { --depth_; }
  bool too_high(int height, Span where);

  // parser.cpp
  Parsed binary(int lowest);
  Parsed binary_rest(Parsed lhs, int precedence);
  Parsed unary();
  Parsed postfix(Parsed operand);
  Parsed primary();
  Parsed parentheses();
  Parsed number_literal();
  Parsed string_literal();
  // Built in place: a node is large to move.
  template <class T>
  static Parsed finish(T node, Span span, int height) {
    auto expr = std::make_unique<Expr>();
    expr->span = span;
    expr->node.template emplace<T>(std::move(node));
    return {std::move(expr), height};
  }

  // parser_calls.cpp
  Parsed call(const Token& name);
  Parsed aggregate(const Token& op);
  Parsed new_aggregate(const Token& op, Grouping grouping, Arguments arguments, Span span);
  Arguments arguments();
  bool grouping(Grouping& result);
  Labels grouping_labels();
  bool grouping_label(std::vector<LabelName>& names);
  bool binary_modifiers(Binary& node);
  bool matching_labels(VectorMatching& matching);
  bool fill_modifiers(VectorMatching& matching);
  bool fill_value(std::optional<double>& value);

  // parser_selectors.cpp
  Parsed named_selector(const Token& name);
  Parsed bare_selector();
  bool matchers(VectorSelector& selector);
  bool matcher(VectorSelector& selector);
  bool matcher_value(VectorSelector& selector, LabelMatcher matcher);
  void check_matcher(const LabelMatcher& matcher);

  // parser_modifiers.cpp
  Parsed range_or_subquery(Parsed operand);
  Parsed matrix(Parsed operand, DurationValue range, Span open, Span close);
  Parsed subquery(Parsed operand, DurationValue range);
  bool positive_duration(DurationValue& value);
  bool offset(Expr& operand);
  bool at_modifier(Expr& operand);
  bool at_bound(AtModifier& at);
  bool at_timestamp(const Expr& operand, AtModifier& at);
  void extension(Expr& operand, Extension extension, Span span);
  void set_at(Expr& operand, const AtModifier& at);

  // parser_durations.cpp
  ParsedDuration duration(int lowest);
  ParsedDuration duration_rest(ParsedDuration lhs, int lowest);
  ParsedDuration duration_operation(ParsedDuration lhs, const Token& op, ParsedDuration rhs);
  ParsedDuration duration_unary();
  ParsedDuration duration_primary();
  ParsedDuration duration_literal();
  ParsedDuration duration_parentheses();
  ParsedDuration duration_call();
  ParsedDuration offset_duration();
  ParsedDuration signed_offset_duration();
  ParsedDuration with_sign(const Token& sign, ParsedDuration operand);
  void gate_duration(Span span);
  static DurationValue to_value(ParsedDuration duration);

  Features features_;
  int depth_ = 0;
};

}  // namespace nsmon::promql
