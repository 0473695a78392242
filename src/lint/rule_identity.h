// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lint/file_set.h"

#include <map>
#include <string>
#include <string_view>

namespace nsmon::lint {

// The labels that a rule puts on its results: those of its group, then its own; a name that stands
// in both has the rule's value. The views belong to the document.
std::map<std::string_view, std::string_view> labels_of(const RuleRef& ref);

// Kind, name and labels as one text: equal for rules whose results could be the same series.
std::string identity_of(const RuleRef& ref);

// "alert HighErrors" or "record job:x:sum", for messages.
std::string title_of(const config::Rule& rule);

}  // namespace nsmon::lint
