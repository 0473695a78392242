// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/rule_identity.h"
#include "promql/print.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace nsmon::lint {
namespace {
using Records = std::unordered_map<std::string, std::vector<const RuleRef*>>;

// Reading a series of its own is what a record costs, so nothing simpler is worth one.
bool is_computed(const promql::Expr& expr) {
  return std::holds_alternative<promql::Aggregate>(expr.node) ||
         std::holds_alternative<promql::Call>(expr.node) ||
         std::holds_alternative<promql::Binary>(expr.node);
}

bool reads_series(const promql::Expr& expr) {
  bool reads = false;
  promql::for_each_selector(expr, [&](const promql::VectorSelector&) { reads = true; });
  return reads;
}

// What records compute, by canonical text. A record that adds labels gives other series.
Records index_records(const FileSet& files) {
  Records records;
  for (const RuleRef& ref : files.rules()) {
    if (ref.rule->kind != config::RuleKind::record || !labels_of(ref).empty()) continue;
    const promql::Expr& root = promql::without_parentheses(*ref.rule->tree);
    if (is_computed(root) && reads_series(root)) records[promql::print(root)].push_back(&ref);
  }
  return records;
}

class Search {
 public:
  Search(const Records& records, const FileSet& files, const RuleRef& ref, Reporter report)
      : records_(records), files_(files), ref_(ref), report_(report) {}

  // Reports the outermost match only: what lies within it goes away with it.
  void look(const promql::Expr& expr) {
    if (is_computed(expr) && found(expr)) return;
    // Inside of a subquery the record would be read at other times than it is written.
    if (std::holds_alternative<promql::Subquery>(expr.node)) return;
    for (const promql::Expr* child : promql::children(expr)) look(*child);
  }

 private:
  bool found(const promql::Expr& expr) {
    const auto same = records_.find(promql::print(expr));
    if (same == records_.end()) return false;
    for (const RuleRef* record : same->second) {
      if (record->rule == ref_.rule) return true;  // the record itself
    }
    for (const RuleRef* record : same->second) {
      if (!files_.evaluated_together(*record->file, *ref_.file)) continue;
      const std::string_view name = record->rule->record.value;
      // The same record twice is a matter of rule/duplicate.
      if (name == ref_.rule->record.value) return true;
      report_.add({.span = expr.span,
                   .message = fmt::format("{} is recorded from the same expression", name),
                   .hint = fmt::format("write {}", name)});
      return true;
    }
    return false;
  }

  const Records& records_;
  const FileSet& files_;
  const RuleRef& ref_;
  Reporter report_;
};

void run(const JudgedSet& judged, Reporter& report) {
  const Records records = index_records(judged.files);
  if (records.empty()) return;
  for (const RuleRef& ref : judged.files.rules()) {
    const Reporter of_rule = report.in(*ref.file, ref.rule).inside(*ref.rule->expr.node);
    Search(records, judged.files, ref, of_rule).look(*ref.rule->tree);
  }
}
}  // namespace

constinit const Check checks::rule_reuse_record{
    .info = {.id = "rule/reuse-record",
             .severity = Severity::info,
             .summary = "an expression repeats what a rule already records",
             .rationale =
                 "The server computes the same thing twice, and the two can drift apart when "
                 "one of them is changed.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
      - alert: ManyErrors
        expr: sum by (job) (rate(errors_total[5m])) > 5
        labels: {severity: warning}
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
      - alert: ManyErrors
        expr: job:errors:rate5m > 5
        labels: {severity: warning}
)"},
    .run = run,
};

}  // namespace nsmon::lint
