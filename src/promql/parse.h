// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "promql/ast.h"

#include <string_view>
#include <vector>

namespace nsmon::promql {

// Parts of the language that Prometheus hides behind --enable-feature.
struct Features {
  bool experimental_functions = false;
  bool duration_expressions = false;
  bool extended_range_selectors = false;
  bool binop_fill_modifiers = false;

  static Features all() { return {true, true, true, true}; }
};

// Deepest nesting that is accepted; deeper input is an error, never a stack overflow.
inline constexpr int kMaxDepth = 1000;

struct ParseOutcome {
  ExprPtr expr;               // null when there are errors
  std::vector<Error> errors;  // in the order in which Prometheus finds them; the first one counts
};

// Parses and checks the types of an expression as Prometheus 3.14 does: the messages of
// "Querying / Basics" and of its parser, with spans into `text`. Never fails otherwise.
ParseOutcome parse(std::string_view text, const Features& features = {});

// The same for callers that need a tree or the first problem.
Result<ExprPtr> parse_expression(std::string_view text, const Features& features = {});

// `LINE:COL: parse error: MESSAGE`, the text that Prometheus and its tools print; COL counts bytes.
std::string render_parse_error(const Error& error, std::string_view text);

}  // namespace nsmon::promql
