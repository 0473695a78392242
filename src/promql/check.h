// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "promql/ast.h"

#include <string_view>
#include <vector>

namespace nsmon::promql {

// Judges types and what else depends on them, in the order of Prometheus: children before their
// parents, with its messages. Matching modifiers of operations that are not between two vectors are
// forgotten, and set operators become many-to-many. `text` is what the tree was parsed from. The
// tree must have come out of the parser without errors.
void check_types(Expr& root, std::string_view text, std::vector<Error>& errors);

}  // namespace nsmon::promql
