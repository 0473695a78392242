// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

#include <span>
#include <string_view>
#include <vector>

namespace nsmon::promql {

// Signature of a function (semantics: Prometheus 3.14, "Query functions").
struct Function {
  std::string_view name;
  std::vector<ValueType> arguments;
  // 0: exactly the arguments; n > 0: the last n may be left out; -1: the last may repeat or be left
  // out.
  int variadic = 0;
  ValueType returns = ValueType::vector;
  bool experimental = false;
};

// Null for an unknown name. Names are case-sensitive.
const Function* find_function(std::string_view name);

// All functions, sorted by name.
std::span<const Function> all_functions();

}  // namespace nsmon::promql
