// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"
#include "series/sample.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsmon::testing {

// The expression as text with `@ time` at every outermost selector and subquery that has no `@`, so
// that it gives the same at any evaluation time. Empty when a function in it depends on that time.
std::string pinned(std::string_view query, series::Timestamp time);

// The times at which a pinned expression is evaluated again.
std::vector<series::Timestamp> pinned_times(series::Timestamp time);

}  // namespace nsmon::testing
