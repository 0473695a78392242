// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

#include <string>

namespace nsmon::promql {

// Pieces of the canonical text that the splitting printer puts on lines of their own.

// `+ on (a) group_left (b)`
void append_operator(std::string& out, const Binary& node);
// `sum by (a) `, with the blank after the list, or `sum`
void append_aggregate_head(std::string& out, const Aggregate& node);
// `[5m:1m] @ 1.000 offset 1m`
void append_subquery_suffix(std::string& out, const Subquery& node);

}  // namespace nsmon::promql
