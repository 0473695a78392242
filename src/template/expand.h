// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "template/ast.h"
#include "template/value.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::templates {

// Runs a query at the evaluation time; the error is the engine's message.
using QueryFunction =
    std::function<std::expected<std::vector<QuerySample>, std::string>(const std::string& query)>;

// What functions read besides their arguments.
struct Environment {
  std::int64_t time_ms = 0;  // `now`, since 1970-01-01 UTC
  std::string external_url;  // `externalURL`, `pathPrefix`
  QueryFunction query;       // absent: every query is an error
};

// Bounds of one expansion; beyond them it ends in an error.
struct Limits {
  std::size_t output_bytes = std::size_t{1} << 20;
  std::size_t steps = 200'000;  // texts, actions, calls and loop rounds
  int depth = 400;              // templates within templates, pipelines within pipelines
};

// The text of the template, or Go's message of what failed: `template: __alert_Down:1:125:
// executing
// "__alert_Down" at <...>: ...`. (text/template; missing keys give the zero value)
std::expected<std::string, std::string> expand(const Template& tree, const RuleData& data,
                                               const Environment& environment,
                                               const Limits& limits = {});

// As a rule's label or annotation: a failure becomes
// `<error expanding template: error executing template __alert_NAME: ...>`, and a text that does
// not parse `<error expanding template: error parsing template __alert_NAME: ...>`.
std::string expand_rule_text(std::string_view text, std::string_view alert, const RuleData& data,
                             const Environment& environment, const Limits& limits = {});

}  // namespace nsmon::templates
