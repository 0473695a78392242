// SPDX-License-Identifier: Apache-2.0
#include "lint/record_life.h"

#include "catalog/catalog.h"
#include "lint/dependencies.h"
#include "lint/file_set.h"
#include "lint/selectors.h"
#include "promql/functions.h"
#include "promql/walk.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

// Least fixed point: all records begin as dead, and a rule revives its name as soon as its
// expression can give a result. Only the readers of a revived name are asked again, so the cost is
// bounded by the number of readings, however the records are ordered.

namespace nsmon::lint {

RecordLife::RecordLife(const FileSet& files, const catalog::Catalog& catalog) {
  std::unordered_map<std::string_view, std::vector<const RuleRef*>> readers;
  std::vector<const RuleRef*> open;
  for (const RuleRef& ref : files.rules()) {
    if (ref.rule->kind != config::RuleKind::record) continue;
    const std::string_view name = ref.rule->record.value;
    // A name without a colon may be exposed by a target as well.
    if (name.find(':') == std::string_view::npos || catalog.knows(name)) continue;
    dead_.insert(name);
    open.push_back(&ref);
    for (const RecordUse& use : uses_of(*ref.rule)) readers[use.name].push_back(&ref);
  }
  // A record whose expression is broken might hold anything once it is mended.
  for (const auto& file : files.files()) {
    if (!file->rules) continue;
    for (const config::RuleGroup& group : file->rules->groups) {
      for (const config::Rule& rule : group.rules) {
        if (rule.kind == config::RuleKind::record && !rule.tree) dead_.erase(rule.record.value);
      }
    }
  }
  while (!open.empty()) {
    const RuleRef* ref = open.back();
    open.pop_back();
    const std::string_view name = ref->rule->record.value;
    if (!is_dead(name) || !can_give(*ref->rule->tree)) continue;
    dead_.erase(name);
    const auto& asked_again = readers[name];
    open.insert(open.end(), asked_again.begin(), asked_again.end());
  }
}

bool RecordLife::can_give(const promql::Expr& expr) const {
  if (const promql::VectorSelector* selector = promql::as_selector(expr)) {
    return !is_dead(metric_of(*selector));
  }
  if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) return can_give(*binary);
  if (const auto* call = std::get_if<promql::Call>(&expr.node)) return can_give(*call);
  if (const auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
    return can_give(*aggregate->operand);
  }
  if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) {
    return can_give(*subquery->inner);
  }
  if (const auto* unary = std::get_if<promql::Unary>(&expr.node)) return can_give(*unary->operand);
  if (const auto* paren = std::get_if<promql::Paren>(&expr.node)) return can_give(*paren->inner);
  return true;
}

bool RecordLife::can_give(const promql::Binary& binary) const {
  if (binary.op == promql::BinaryOp::or_ || binary.matching.fill_left ||
      binary.matching.fill_right) {
    return can_give(*binary.lhs) || can_give(*binary.rhs);
  }
  if (binary.op == promql::BinaryOp::unless) return can_give(*binary.lhs);
  return can_give(*binary.lhs) && can_give(*binary.rhs);
}

bool RecordLife::can_give(const promql::Call& call) const {
  // These answer when their input is empty.
  if (call.function == "absent" || call.function == "absent_over_time" ||
      call.function == "scalar") {
    return true;
  }
  return std::ranges::all_of(call.arguments,
                             [&](const promql::ExprPtr& argument) { return can_give(*argument); });
}

}  // namespace nsmon::lint
