// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

#include <functional>

namespace nsmon::promql {

// Visits every node, parents before children, left to right. Depth is bounded by the parser.
void for_each(const Expr& root, const std::function<void(const Expr&)>& visit);

// The same for one kind of node. The expression that holds the node is handed over as well where
// the callback takes two arguments.
void for_each_call(const Expr& root, const std::function<void(const Call&)>& visit);
void for_each_binary(const Expr& root, const std::function<void(const Binary&)>& visit);
// Selectors of matrix selectors included.
void for_each_selector(const Expr& root, const std::function<void(const VectorSelector&)>& visit);

// The selector that a call reads directly (through parentheses and a range), or null: a subquery or
// a computed vector has no series of its own.
const VectorSelector* selector_argument(const Call& call);

// The selector itself, or the one inside a matrix selector; parentheses are looked through; else
// null.
const VectorSelector* as_selector(const Expr& expr);

// The expression inside any number of parentheses.
const Expr& without_parentheses(const Expr& expr);

// The children of a node in the order of writing.
std::vector<const Expr*> children(const Expr& expr);

}  // namespace nsmon::promql
