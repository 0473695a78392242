// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

// std::expected of g++ 12 has no monadic calls, so these two are the project's only control-flow
// macros. Both return the error of `expression` from the enclosing function.
//
//   TRY(check(text));                 // Result<void>
//   TRY_ASSIGN(auto tree, parse(text));
//
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses.
#define TRY(expression)                                                     \
  do {                                                                      \
    auto try_result = (expression);                                         \
    if (!try_result) return std::unexpected(std::move(try_result).error()); \
  } while (false)

#define NSMON_TRY_JOIN_(a, b) a##b
#define NSMON_TRY_NAME_(a, b) NSMON_TRY_JOIN_(a, b)
#define NSMON_TRY_ASSIGN_(temporary, declaration, expression)           \
  auto temporary = (expression);                                        \
  if (!temporary) return std::unexpected(std::move(temporary).error()); \
  declaration = std::move(*temporary)

#define TRY_ASSIGN(declaration, expression) \
  NSMON_TRY_ASSIGN_(NSMON_TRY_NAME_(try_result_, __LINE__), declaration, expression)
// NOLINTEND(bugprone-macro-parentheses)
