// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace nsmon::cli {

// Names of labels that elements of a result may have, without the metric name; nothing when they
// are not known.
using LabelNames = std::optional<std::set<std::string>>;

// Follows labels through an expression, from what `of_selector` says about its selectors, by the
// rules of "Querying / Operators" and "Functions" of the Prometheus documentation.
LabelNames label_names(const promql::Expr& expr,
                       const std::function<LabelNames(const promql::VectorSelector&)>& of_selector);

}  // namespace nsmon::cli
