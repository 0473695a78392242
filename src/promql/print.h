// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

#include <string>

namespace nsmon::promql {

// Canonical one-line form (Prometheus 3.14, Expr.String).
std::string print(const Expr& expr);

// The form of `promtool promql format`: nodes whose one-line form is longer than `width` bytes are
// split, two blanks for each level.
std::string print_pretty(const Expr& expr, std::size_t width = 100);

// `x{a="b",c!="d"}` without modifiers.
std::string print_selector(const VectorSelector& selector);

}  // namespace nsmon::promql
