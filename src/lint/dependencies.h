// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"
#include "config/rule_file.h"

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsmon::lint {

// A series that a rule reads by its name.
struct RecordUse {
  std::string_view name;
  Span span;              // of the name in the expression
  bool reads_now = true;  // the sample at the time of evaluation: no range, offset or @
};

// Every name that the rule's expression reads, in the order of writing; empty without a valid one.
// Patterns of names are left out.
std::vector<RecordUse> uses_of(const config::Rule& rule);

// The first rule of a group that records each name.
std::unordered_map<std::string_view, std::size_t> first_records(const config::RuleGroup& group);

// Which nodes of a graph reach each other: two nodes have the same number exactly when there is a
// way from each to the other. `edges[i]` are the nodes that node i leads to.
std::vector<std::size_t> components(const std::vector<std::vector<std::size_t>>& edges);

}  // namespace nsmon::lint
