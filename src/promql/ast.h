// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"
#include "series/matcher.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace nsmon::promql {

struct Function;  // promql/functions.h

enum class ValueType : std::uint8_t { scalar, string, vector, matrix };

enum class UnaryOp : std::uint8_t { plus, minus };

enum class BinaryOp : std::uint8_t {
  add,
  sub,
  mul,
  div,
  mod,
  pow,
  atan2,
  eql,
  neq,
  gtr,
  lss,
  gte,
  lte,
  trim_upper,  // </  keeps observations below
  trim_lower,  // >/  keeps observations above
  and_,
  or_,
  unless
};

enum class AggregateOp : std::uint8_t {
  sum,
  avg,
  count,
  min,
  max,
  group,
  stddev,
  stdvar,
  topk,
  bottomk,
  count_values,
  quantile,
  limitk,
  limit_ratio
};

enum class DurationOp : std::uint8_t {
  literal,
  add,
  sub,
  mul,
  div,
  mod,
  pow,
  neg,
  pos,
  step,
  range,
  min_of,
  max_of
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

// An arithmetic expression over durations (`[5m * 2]`), resolved once per query.
struct DurationExpr {
  Span span;
  DurationOp op = DurationOp::literal;
  double seconds = 0;               // of a literal
  bool written_as_duration = true;  // `5m`, not `300`
  bool in_parentheses = false;
  std::unique_ptr<DurationExpr> lhs;  // also the operand of neg and pos
  std::unique_ptr<DurationExpr> rhs;
};

// A duration as written: a plain literal, or an expression that is known only when a query runs.
struct DurationValue {
  std::chrono::nanoseconds literal{0};
  std::unique_ptr<DurationExpr> expression;  // null for a literal
  Span span;
};

// `@ 1.5`, `@ start()`, `@ end()`.
struct AtModifier {
  enum class Kind : std::uint8_t { timestamp, start, end };
  Kind kind = Kind::timestamp;
  std::int64_t timestamp_ms = 0;
  Span span;
};

// What follows a selector or subquery, in whatever order it was written.
struct TimeModifiers {
  std::optional<AtModifier> at;
  std::optional<DurationValue> offset;
};

enum class Extension : std::uint8_t { none, anchored, smoothed };

struct LabelMatcher {
  Span span;  // name, operator and value
  Span name_span;
  Span value_span;  // the literal, quotes included
  series::MatchOp op = series::MatchOp::equal;
  std::string name;
  std::string value;
};

struct NumberLiteral {
  double value = 0;
  bool written_as_duration = false;
};

struct StringLiteral {
  std::string value;
};

struct Paren {
  ExprPtr inner;
};

struct Unary {
  UnaryOp op = UnaryOp::plus;
  ExprPtr operand;
};

// A label name as it stands in `by`, `on`, `group_left` and the like.
struct LabelName {
  std::string name;
  Span span;
};

enum class Cardinality : std::uint8_t { one_to_one, many_to_one, one_to_many, many_to_many };

// How the series of two vectors meet.
struct VectorMatching {
  bool on = false;       // else ignoring
  bool written = false;  // on/ignoring was there, perhaps with an empty list
  std::vector<LabelName> labels;
  Cardinality cardinality = Cardinality::one_to_one;  // many_to_one is group_left
  std::vector<LabelName> include;
  std::optional<double> fill_left;
  std::optional<double> fill_right;
};

struct Binary {
  BinaryOp op = BinaryOp::add;
  Span op_span;
  bool return_bool = false;
  VectorMatching matching;  // counts only between two vectors
  ExprPtr lhs;
  ExprPtr rhs;
};

struct Aggregate {
  AggregateOp op = AggregateOp::sum;
  Span op_span;
  bool without = false;
  std::vector<LabelName> grouping;
  ExprPtr parameter;  // null unless the operator takes one
  ExprPtr operand;
};

struct Call {
  std::string_view function;            // the name, as in the table of functions: lives for ever
  const Function* signature = nullptr;  // never null in a tree that the parser returned
  Span name_span;
  std::vector<ExprPtr> arguments;
};

struct VectorSelector {
  Span span;           // name and braces, without modifiers
  std::string metric;  // written before the braces or quoted alone inside; empty if neither
  Span metric_span;
  bool metric_in_braces = false;       // the metric stood quoted inside: {"x"}
  std::vector<LabelMatcher> matchers;  // as written, without the one for `metric`
  TimeModifiers time;
  Extension extension = Extension::none;
};

struct MatrixSelector {
  VectorSelector selector;
  DurationValue range;
};

struct Subquery {
  ExprPtr inner;
  DurationValue range;
  std::optional<DurationValue> step;  // absent: the default of who evaluates
  TimeModifiers time;
};

using Node = std::variant<NumberLiteral, StringLiteral, Paren, Unary, Binary, Aggregate, Call,
                          VectorSelector, MatrixSelector, Subquery>;

// One node of an expression and the bytes it was written with, modifiers included. Trees own their
// children and hold nothing of an evaluation.
struct Expr {
  Span span;
  Node node;
};

// Type of the value that an expression gives; needs a tree whose types were checked.
ValueType type_of(const Expr& expr);

std::string_view to_string(ValueType type);  // scalar string vector matrix
std::string_view to_string(BinaryOp op);     // as written
std::string_view to_string(AggregateOp op);
bool is_comparison(BinaryOp op);  // == != > < >= <=, not the trim operators
bool is_set_operator(BinaryOp op);

}  // namespace nsmon::promql
