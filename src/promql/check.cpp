// SPDX-License-Identifier: Apache-2.0
#include "promql/check.h"

#include "base/utf8.h"
#include "promql/characters.h"
#include "promql/functions.h"
#include "series/labels.h"
#include "series/matcher.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::promql {
namespace {
enum class EmptySelector { refused, allowed };

std::string_view documented(ValueType type) {
  switch (type) {
    case ValueType::vector: return "instant vector";
    case ValueType::matrix: return "range vector";
    default: return to_string(type);
  }
}

bool is_scalar_or_vector(ValueType type) {
  return type == ValueType::scalar || type == ValueType::vector;
}

class Checker {
 public:
  Checker(std::string_view text, std::vector<Error>& errors) : text_(text), errors_(errors) {}

  ValueType check(Expr& expr);

 private:
  void judge(Span span, std::string message) {
    errors_.push_back({std::move(message), span, {}, {}});
  }
  void expect(Expr& expr, ValueType wanted, std::string_view where);
  ValueType check_binary(Binary& node, Span span);
  void check_operator(const Binary& node, ValueType lhs, ValueType rhs);
  void check_matching(Binary& node, ValueType lhs, ValueType rhs, Span span);
  void check_set_operator(const Binary& node, Span span);
  void check_aggregate(Aggregate& node);
  void check_call(Call& node, Span span);
  void check_argument_count(const Call& node, Span span);
  void check_info(Call& node, Span span);
  void check_selector(const VectorSelector& node, Span span, EmptySelector empty);
  Span operator_range(const Binary& node) const;

  std::string_view text_;
  std::vector<Error>& errors_;
  const Expr* may_be_empty_ = nullptr;  // the selector that info() is given
};

ValueType Checker::check(Expr& expr) {
  if (auto* selector = std::get_if<VectorSelector>(&expr.node)) {
    const bool allowed = may_be_empty_ == &expr;
    check_selector(*selector, expr.span, allowed ? EmptySelector::allowed : EmptySelector::refused);
  } else if (auto* matrix = std::get_if<MatrixSelector>(&expr.node)) {
    check_selector(matrix->selector, matrix->selector.span, EmptySelector::refused);
  } else if (auto* binary = std::get_if<Binary>(&expr.node)) {
    return check_binary(*binary, expr.span);
  } else if (auto* aggregate = std::get_if<Aggregate>(&expr.node)) {
    check_aggregate(*aggregate);
  } else if (auto* call = std::get_if<Call>(&expr.node)) {
    check_call(*call, expr.span);
  } else if (auto* paren = std::get_if<Paren>(&expr.node)) {
    return check(*paren->inner);
  } else if (auto* unary = std::get_if<Unary>(&expr.node)) {
    const ValueType type = check(*unary->operand);
    if (!is_scalar_or_vector(type)) {
      judge(expr.span,
            fmt::format("unary expression only allowed on expressions of type scalar or instant "
                        "vector, got \"{}\"",
                        documented(type)));
    }
    return type;
  } else if (auto* subquery = std::get_if<Subquery>(&expr.node)) {
    const ValueType type = check(*subquery->inner);
    if (type != ValueType::vector) {
      judge(expr.span, fmt::format("subquery is only allowed on instant vector, got {} instead",
                                   to_string(type)));
    }
  }
  return type_of(expr);
}

void Checker::expect(Expr& expr, ValueType wanted, std::string_view where) {
  const ValueType type = check(expr);
  if (type == wanted) return;
  judge(expr.span,
        fmt::format("expected type {} in {}, got {}", documented(wanted), where, documented(type)));
}

// From the end of the left side to the start of the right one, without blanks. The end is that of
// Prometheus, which points at the last character instead of behind it.
Span Checker::operator_range(const Binary& node) const {
  Span range{node.lhs->span.end, node.rhs->span.begin};
  while (range.begin < text_.size() && is_blank(text_[range.begin])) ++range.begin;
  if (range.end > 0) --range.end;
  while (range.end > range.begin && is_blank(text_[range.end])) --range.end;
  return range;
}

ValueType Checker::check_binary(Binary& node, Span span) {
  const ValueType lhs = check(*node.lhs);
  const ValueType rhs = check(*node.rhs);
  check_operator(node, lhs, rhs);
  check_matching(node, lhs, rhs, span);
  const bool scalars = lhs == ValueType::scalar && rhs == ValueType::scalar;
  return scalars ? ValueType::scalar : ValueType::vector;
}

void Checker::check_operator(const Binary& node, ValueType lhs, ValueType rhs) {
  const bool scalars = lhs == ValueType::scalar && rhs == ValueType::scalar;
  if (node.return_bool && !is_comparison(node.op)) {
    judge(operator_range(node), "bool modifier can only be used on comparison operators");
  }
  if (is_comparison(node.op) && !node.return_bool && scalars) {
    judge(operator_range(node), "comparisons between scalars must use BOOL modifier");
  }
  if (node.matching.on) {
    for (const LabelName& label : node.matching.labels) {
      const auto same = std::ranges::count(node.matching.include, label.name, &LabelName::name);
      for (auto i = same; i > 0; --i) {
        judge(operator_range(node),
              fmt::format("label {} must not occur in ON and GROUP clause at once",
                          quoted(label.name)));
      }
    }
  }
  for (const auto& [type, side] :
       {std::pair(lhs, node.lhs.get()), std::pair(rhs, node.rhs.get())}) {
    if (!is_scalar_or_vector(type)) {
      judge(side->span, "binary expression must contain only scalar and instant vector types");
    }
  }
}

void Checker::check_matching(Binary& node, ValueType lhs, ValueType rhs, Span span) {
  VectorMatching& matching = node.matching;
  if (lhs != ValueType::vector || rhs != ValueType::vector) {
    if (!matching.labels.empty()) {
      judge(span, "vector matching only allowed between instant vectors");
    }
    if (matching.fill_left || matching.fill_right) {
      judge(span, "filling in missing series only allowed between instant vectors");
    }
    matching = {};
  } else if (is_set_operator(node.op)) {
    check_set_operator(node, span);
    if (matching.cardinality == Cardinality::one_to_one) {
      matching.cardinality = Cardinality::many_to_many;
    }
  }
  const bool scalar = lhs == ValueType::scalar || rhs == ValueType::scalar;
  if (scalar && is_set_operator(node.op)) {
    judge(span, fmt::format("set operator \"{}\" not allowed in binary scalar expression",
                            to_string(node.op)));
  }
}

void Checker::check_set_operator(const Binary& node, Span span) {
  const VectorMatching& matching = node.matching;
  if (matching.cardinality != Cardinality::one_to_one) {
    judge(span, fmt::format("no grouping allowed for \"{}\" operation", to_string(node.op)));
    judge(span, "set operations must always be many-to-many");
  }
  if (matching.fill_left || matching.fill_right) {
    judge(span, "filling in missing series not allowed for set operators");
  }
}

void Checker::check_aggregate(Aggregate& node) {
  expect(*node.operand, ValueType::vector, "aggregation expression");
  if (!node.parameter) return;
  const bool text = node.op == AggregateOp::count_values;
  expect(*node.parameter, text ? ValueType::string : ValueType::scalar, "aggregation parameter");
}

void Checker::check_call(Call& node, Span span) {
  const Function& function = *node.signature;
  check_argument_count(node, span);
  if (function.name == "info" && node.arguments.size() > 1) check_info(node, span);
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    std::size_t parameter = i;
    if (i >= function.arguments.size()) {
      // What is too much for a function of fixed length is not judged further.
      if (function.variadic == 0) break;
      parameter = function.arguments.size() - 1;
    }
    expect(*node.arguments[i], function.arguments[parameter],
           fmt::format("call to function \"{}\"", function.name));
  }
}

void Checker::check_argument_count(const Call& node, Span span) {
  const Function& function = *node.signature;
  const std::size_t count = node.arguments.size();
  const std::size_t wanted = function.arguments.size();
  if (function.variadic == 0) {
    if (count != wanted) {
      judge(span, fmt::format("expected {} argument(s) in call to \"{}\", got {}", wanted,
                              function.name, count));
    }
    return;
  }
  const std::size_t least = wanted - 1;
  if (count < least) {
    judge(span, fmt::format("expected at least {} argument(s) in call to \"{}\", got {}", least,
                            function.name, count));
    return;
  }
  const std::size_t most = least + static_cast<std::size_t>(std::max(function.variadic, 0));
  if (function.variadic > 0 && count > most) {
    judge(span, fmt::format("expected at most {} argument(s) in call to \"{}\", got {}", most,
                            function.name, count));
  }
}

void Checker::check_info(Call& node, Span span) {
  Expr& labels = *node.arguments[1];
  const ValueType type = type_of(labels);
  if (type != ValueType::vector) {
    judge(span, fmt::format("expected type instant vector in call to function \"info\", got {}",
                            documented(type)));
  }
  const auto* selector = std::get_if<VectorSelector>(&labels.node);
  if (selector == nullptr) {
    judge(labels.span, "expected label selectors only");
  } else if (!selector->metric.empty() && !selector->metric_in_braces) {
    judge(labels.span, "expected label selectors only, got vector selector instead");
  } else {
    may_be_empty_ = &labels;
  }
}

void Checker::check_selector(const VectorSelector& node, Span span, EmptySelector empty) {
  if (!node.metric.empty()) {
    if (node.metric_in_braces) return;
    for (const LabelMatcher& matcher : node.matchers) {
      if (matcher.name != series::kMetricName) continue;
      judge(span, fmt::format("metric name must not be set twice: {} or {}", quoted(node.metric),
                              quoted(matcher.value)));
    }
    return;
  }
  if (empty == EmptySelector::allowed) return;
  for (const LabelMatcher& matcher : node.matchers) {
    const auto compiled = series::Matcher::create(matcher.op, matcher.name, matcher.value);
    if (compiled && !compiled->matches("")) return;
  }
  judge(span, "vector selector must contain at least one non-empty matcher");
}
}  // namespace

void check_types(Expr& root, std::string_view text, std::vector<Error>& errors) {
  Checker(text, errors).check(root);
}

}  // namespace nsmon::promql
