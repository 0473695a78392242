// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"
#include "config/rule_file.h"

#include <cstddef>
#include <optional>
#include <string_view>
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

// The first rule of the group that records this name.
std::optional<std::size_t> first_record(const config::RuleGroup& group, std::string_view name);

// Whether what rule `from` records depends, within the group, on what rule `to` records.
bool reaches(const config::RuleGroup& group, std::size_t from, std::size_t to);

}  // namespace nsmon::lint
