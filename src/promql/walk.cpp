// SPDX-License-Identifier: Apache-2.0
#include "promql/walk.h"

#include <variant>

namespace nsmon::promql {
namespace {
template <class Visit>
void each_child(const Expr& expr, const Visit& visit) {
  if (const auto* paren = std::get_if<Paren>(&expr.node)) {
    visit(*paren->inner);
  } else if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    visit(*unary->operand);
  } else if (const auto* binary = std::get_if<Binary>(&expr.node)) {
    visit(*binary->lhs);
    visit(*binary->rhs);
  } else if (const auto* aggregate = std::get_if<Aggregate>(&expr.node)) {
    if (aggregate->parameter) visit(*aggregate->parameter);
    visit(*aggregate->operand);
  } else if (const auto* call = std::get_if<Call>(&expr.node)) {
    for (const ExprPtr& argument : call->arguments) visit(*argument);
  } else if (const auto* subquery = std::get_if<Subquery>(&expr.node)) {
    visit(*subquery->inner);
  }
}

// Any callable, without wrapping it again at each level.
template <class Visit>
void walk(const Expr& expr, const Visit& visit) {
  visit(expr);
  each_child(expr, [&](const Expr& child) { walk<Visit>(child, visit); });
}

template <class T>
void each_of(const Expr& root, const std::function<void(const T&)>& visit) {
  walk(root, [&](const Expr& expr) {
    if (const T* node = std::get_if<T>(&expr.node)) visit(*node);
  });
}
}  // namespace

void for_each(const Expr& root, const std::function<void(const Expr&)>& visit) {
  walk(root, visit);
}

void for_each_call(const Expr& root, const std::function<void(const Call&)>& visit) {
  each_of<Call>(root, visit);
}

void for_each_binary(const Expr& root, const std::function<void(const Binary&)>& visit) {
  each_of<Binary>(root, visit);
}

void for_each_selector(const Expr& root, const std::function<void(const VectorSelector&)>& visit) {
  walk(root, [&](const Expr& expr) {
    if (const auto* selector = std::get_if<VectorSelector>(&expr.node)) visit(*selector);
    if (const auto* matrix = std::get_if<MatrixSelector>(&expr.node)) visit(matrix->selector);
  });
}

const VectorSelector* selector_argument(const Call& call) {
  for (const ExprPtr& argument : call.arguments) {
    if (const VectorSelector* selector = as_selector(*argument)) return selector;
  }
  return nullptr;
}

const VectorSelector* as_selector(const Expr& expr) {
  const Expr& inner = without_parentheses(expr);
  if (const auto* selector = std::get_if<VectorSelector>(&inner.node)) return selector;
  if (const auto* matrix = std::get_if<MatrixSelector>(&inner.node)) return &matrix->selector;
  return nullptr;
}

const Expr& without_parentheses(const Expr& expr) {
  const Expr* inner = &expr;
  while (const auto* paren = std::get_if<Paren>(&inner->node)) inner = paren->inner.get();
  return *inner;
}

std::vector<const Expr*> children(const Expr& expr) {
  std::vector<const Expr*> result;
  each_child(expr, [&](const Expr& child) { result.push_back(&child); });
  return result;
}

}  // namespace nsmon::promql
