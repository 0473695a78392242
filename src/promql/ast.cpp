// SPDX-License-Identifier: Apache-2.0
#include "promql/ast.h"

#include "promql/functions.h"

#include <array>

namespace nsmon::promql {

ValueType type_of(const Expr& expr) {
  struct Visitor {
    ValueType operator()(const NumberLiteral&) const { return ValueType::scalar; }
    ValueType operator()(const StringLiteral&) const { return ValueType::string; }
    ValueType operator()(const Paren& node) const { return type_of(*node.inner); }
    ValueType operator()(const Unary& node) const { return type_of(*node.operand); }
    ValueType operator()(const Binary& node) const {
      const bool scalars =
          type_of(*node.rhs) == ValueType::scalar && type_of(*node.lhs) == ValueType::scalar;
      return scalars ? ValueType::scalar : ValueType::vector;
    }
    ValueType operator()(const Aggregate&) const { return ValueType::vector; }
    ValueType operator()(const Call& node) const { return node.signature->returns; }
    ValueType operator()(const VectorSelector&) const { return ValueType::vector; }
    ValueType operator()(const MatrixSelector&) const { return ValueType::matrix; }
    ValueType operator()(const Subquery&) const { return ValueType::matrix; }
  };
  return std::visit(Visitor{}, expr.node);
}

std::string_view to_string(ValueType type) {
  static constexpr std::array<std::string_view, 4> kNames{"scalar", "string", "vector", "matrix"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view to_string(BinaryOp op) {
  static constexpr std::array<std::string_view, 18> kNames{"+",   "-",     "*",     "/",  "%",
                                                           "^",   "atan2", "==",    "!=", ">",
                                                           "<",   ">=",    "<=",    "</", ">/",
                                                           "and", "or",    "unless"};
  return kNames[static_cast<std::size_t>(op)];
}

std::string_view to_string(AggregateOp op) {
  static constexpr std::array<std::string_view, 14> kNames{
      "sum",    "avg",  "count",   "min",          "max",      "group",  "stddev",
      "stdvar", "topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"};
  return kNames[static_cast<std::size_t>(op)];
}

bool is_comparison(BinaryOp op) {
  return op >= BinaryOp::eql && op <= BinaryOp::lte;
}

bool is_set_operator(BinaryOp op) {
  return op >= BinaryOp::and_;
}

}  // namespace nsmon::promql
