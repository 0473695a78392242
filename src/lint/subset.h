// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

namespace nsmon::lint {

// Whether every series that `narrow` gives is also given by `wide`, with the same labels: told from
// the text alone, whatever the data. False when that cannot be told.
bool is_subset(const promql::Expr& narrow, const promql::Expr& wide);

}  // namespace nsmon::lint
