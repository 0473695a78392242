// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "template/ast.h"

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::templates {

// What Prometheus puts in front of every template of a rule; columns in Go's texts count it.
inline constexpr std::string_view kRulePrelude =
    "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
    "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

// Deepest nesting of actions and parentheses; deeper input is an error.
inline constexpr int kMaxNesting = 500;
// Longest template text.
inline constexpr std::size_t kMaxTemplateBytes = std::size_t{1} << 20;

enum class Problem { syntax, unknown_function, unknown_variable };

struct ParseError {
  Problem problem = Problem::syntax;
  // The function or variable (with its dollar sign) that does not exist; else empty.
  std::string name;
  // Message without Go's prefix (`undefined variable "$lables"`), span in the template's text, and
  // for names the nearest existing one as the hint.
  Error error;
  // The line that Prometheus shows: `template: __alert_Down:1: undefined variable "$lables"`.
  std::string full_text;
};

struct ParseOutcome {
  std::optional<Template> tree;  // present exactly when there are no errors
  // The first one is what Go reports. Unknown names do not end the reading, so more may follow, the
  // last of which may be a syntax error.
  std::vector<ParseError> errors;
};

// Parses the text of a label or an annotation as Prometheus 3.14 does when it checks a rule file
// (Go text/template with kRulePrelude and rule_functions()). `name` is what Go calls the template:
// `__alert_` and the alert's name. Spans count from the start of `text`.
ParseOutcome parse(std::string_view text, std::string name = "__alert_");

// Names of all functions a rule template may call, Go's own included, sorted.
std::span<const std::string_view> rule_functions();
bool is_rule_function(std::string_view name);

// Without "{{" a text is its own expansion.
inline bool has_actions(std::string_view text) {
  return text.find("{{") != std::string_view::npos;
}

}  // namespace nsmon::templates
