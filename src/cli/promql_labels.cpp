// SPDX-License-Identifier: Apache-2.0
#include "cli/promql_labels.h"

#include "promql/functions.h"
#include "promql/walk.h"

#include <utility>
#include <variant>
#include <vector>

namespace nsmon::cli {
namespace {
using promql::AggregateOp;
using promql::BinaryOp;
using promql::Expr;
using promql::ValueType;
using Names = std::set<std::string>;

class LabelFlow {
 public:
  explicit LabelFlow(const std::function<LabelNames(const promql::VectorSelector&)>& of_selector)
      : of_selector_(of_selector) {}

  LabelNames of(const Expr& expr) {
    return std::visit([this](const auto& node) { return of_node(node); }, expr.node);
  }

 private:
  LabelNames of_node(const promql::NumberLiteral&) { return Names(); }
  LabelNames of_node(const promql::StringLiteral&) { return Names(); }
  LabelNames of_node(const promql::Paren& paren) { return of(*paren.inner); }
  LabelNames of_node(const promql::Unary& unary) { return of(*unary.operand); }
  LabelNames of_node(const promql::VectorSelector& selector) { return of_selector_(selector); }
  LabelNames of_node(const promql::MatrixSelector& matrix) { return of_selector_(matrix.selector); }
  LabelNames of_node(const promql::Subquery& subquery) { return of(*subquery.inner); }

  LabelNames of_node(const promql::Aggregate& aggregate) {
    LabelNames inner = of(*aggregate.operand);
    switch (aggregate.op) {
      case AggregateOp::topk:
      case AggregateOp::bottomk:
      case AggregateOp::limitk:
      case AggregateOp::limit_ratio: return inner;
      default: break;
    }
    Names kept;
    if (aggregate.without) {
      if (!inner) return std::nullopt;
      kept = *inner;
      for (const auto& label : aggregate.grouping) kept.erase(label.name);
    } else {
      for (const auto& label : aggregate.grouping) {
        if (!inner || inner->contains(label.name)) kept.insert(label.name);
      }
    }
    if (aggregate.op == AggregateOp::count_values) add_text(kept, *aggregate.parameter);
    return kept;
  }

  static void add_text(Names& names, const Expr& expr) {
    const auto* text = std::get_if<promql::StringLiteral>(&promql::without_parentheses(expr).node);
    if (text != nullptr) names.insert(text->value);
  }

  LabelNames of_node(const promql::Call& call) {
    if (call.function == "info") return std::nullopt;
    if (call.function == "absent" || call.function == "absent_over_time") return of_absent(call);
    LabelNames names = Names();
    for (const auto& argument : call.arguments) {
      const ValueType type = type_of(*argument);
      if (type == ValueType::vector || type == ValueType::matrix) {
        names = of(*argument);
        break;
      }
    }
    if (call.signature->returns == ValueType::scalar) return Names();
    if (!names) return names;
    if (call.function == "label_replace" || call.function == "label_join") {
      add_text(*names, *call.arguments[1]);
    }
    if (call.function == "histogram_quantile" || call.function == "histogram_fraction") {
      names->erase("le");
    }
    return names;
  }

  static LabelNames of_absent(const promql::Call& call) {
    Names names;
    const auto* selector = promql::selector_argument(call);
    if (selector == nullptr) return names;
    for (const auto& matcher : selector->matchers) {
      if (matcher.op == series::MatchOp::equal) names.insert(matcher.name);
    }
    names.erase("__name__");
    return names;
  }

  LabelNames of_node(const promql::Binary& binary) {
    if (type_of(*binary.lhs) == ValueType::scalar) return of(*binary.rhs);
    LabelNames left = of(*binary.lhs);
    if (type_of(*binary.rhs) == ValueType::scalar) return left;
    if (binary.op == BinaryOp::and_ || binary.op == BinaryOp::unless) return left;
    LabelNames right = of(*binary.rhs);
    if (binary.op == BinaryOp::or_) {
      if (!left || !right) return std::nullopt;
      left->merge(*right);
      return left;
    }
    return of_matched(binary.matching, std::move(left), std::move(right));
  }

  static LabelNames of_matched(const promql::VectorMatching& matching, LabelNames left,
                               LabelNames right) {
    if (matching.cardinality != promql::Cardinality::one_to_one) {
      const bool many_left = matching.cardinality == promql::Cardinality::many_to_one;
      LabelNames many = many_left ? std::move(left) : std::move(right);
      if (!many) return many;
      for (const auto& label : matching.include) many->insert(label.name);
      return many;
    }
    if (matching.on) {
      Names kept;
      for (const auto& label : matching.labels) {
        if (!left || left->contains(label.name)) kept.insert(label.name);
      }
      return kept;
    }
    if (!left) return left;
    for (const auto& label : matching.labels) left->erase(label.name);
    return left;
  }

  const std::function<LabelNames(const promql::VectorSelector&)>& of_selector_;
};
}  // namespace

LabelNames label_names(
    const Expr& expr, const std::function<LabelNames(const promql::VectorSelector&)>& of_selector) {
  return LabelFlow(of_selector).of(expr);
}

}  // namespace nsmon::cli
