// SPDX-License-Identifier: Apache-2.0
#include "lint/rule_identity.h"

#include <fmt/core.h>

namespace nsmon::lint {

std::map<std::string_view, std::string_view> labels_of(const RuleRef& ref) {
  std::map<std::string_view, std::string_view> labels;
  for (const config::NamedText& label : ref.group->labels) labels[label.name] = label.value;
  for (const config::NamedText& label : ref.rule->labels) labels[label.name] = label.value;
  return labels;
}

std::string identity_of(const RuleRef& ref) {
  std::string identity = title_of(*ref.rule);
  for (const auto& [name, value] : labels_of(ref)) {
    // Neither a name nor a value holds a zero byte: YAML has none.
    identity += '\0';
    identity += name;
    identity += '\0';
    identity += value;
  }
  return identity;
}

std::string title_of(const config::Rule& rule) {
  return fmt::format("{} {}", rule.kind == config::RuleKind::record ? "record" : "alert",
                     rule.name().value);
}

}  // namespace nsmon::lint
