// SPDX-License-Identifier: Apache-2.0
#include "lint/dependencies.h"

#include "lint/selectors.h"
#include "promql/walk.h"

#include <algorithm>

namespace nsmon::lint {
namespace {
void collect(const promql::Expr& expr, bool now, std::vector<RecordUse>& uses) {
  const promql::VectorSelector* selector = std::get_if<promql::VectorSelector>(&expr.node);
  if (const auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node)) {
    selector = &matrix->selector;
    now = false;
  }
  if (selector != nullptr) {
    const std::string_view name = metric_of(*selector);
    const bool shifted = selector->time.at || selector->time.offset;
    if (!name.empty()) uses.push_back({name, metric_span_of(*selector), now && !shifted});
    return;
  }
  now = now && !std::holds_alternative<promql::Subquery>(expr.node);
  for (const promql::Expr* child : promql::children(expr)) collect(*child, now, uses);
}
}  // namespace

std::vector<RecordUse> uses_of(const config::Rule& rule) {
  std::vector<RecordUse> uses;
  if (rule.tree) collect(*rule.tree, true, uses);
  return uses;
}

std::optional<std::size_t> first_record(const config::RuleGroup& group, std::string_view name) {
  const auto found = std::ranges::find_if(group.rules, [&](const config::Rule& rule) {
    return rule.kind == config::RuleKind::record && rule.record.value == name;
  });
  if (found == group.rules.end()) return std::nullopt;
  return static_cast<std::size_t>(found - group.rules.begin());
}

bool reaches(const config::RuleGroup& group, std::size_t from, std::size_t to) {
  std::vector<bool> seen(group.rules.size());
  std::vector<std::size_t> open{from};
  while (!open.empty()) {
    const std::size_t current = open.back();
    open.pop_back();
    if (current == to) return true;
    if (seen[current]) continue;
    seen[current] = true;
    for (const RecordUse& use : uses_of(group.rules[current])) {
      if (const auto next = first_record(group, use.name)) open.push_back(*next);
    }
  }
  return false;
}

}  // namespace nsmon::lint
