// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"
#include "promql/ast.h"

#include <optional>
#include <string_view>

namespace nsmon::catalog {
class Catalog;
}

namespace nsmon::lint {

class FileSet;

// The metric that a selector names, before its braces or as __name__="..."; empty when it names
// none or a pattern of names.
std::string_view metric_of(const promql::VectorSelector& selector);
// Where that name stands.
Span metric_span_of(const promql::VectorSelector& selector);

// What the catalog and the rules of a run say about a series name.
enum class NameState {
  exists,         // exposed, recorded, foreign or made by Prometheus
  replaced,       // an old name of a metric that has a new one
  wrong_suffix,   // a metric is known, but its type has no series of this name
  missing_total,  // a counter that is exposed with _total
  missing_info,   // an info metric that is exposed with _info
  unknown
};

// Names with a colon are recorded ones, known to no catalog as a rule: they count as existing here.
NameState state_of(std::string_view name, const catalog::Catalog& catalog, const FileSet& files);

// The name without a suffix that clients add to the names of metrics (_bucket, _avg, ...); nothing
// when it has none.
std::optional<std::string_view> without_suffix(std::string_view name);

// A number that does not depend on any series: literals and arithmetic of literals.
std::optional<double> constant_value(const promql::Expr& expr);

}  // namespace nsmon::lint
