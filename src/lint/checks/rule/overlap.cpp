// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/rule_identity.h"
#include "lint/subset.h"
#include "promql/print.h"

#include <fmt/core.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace nsmon::lint {
namespace {
// Rules of one name and one set of labels are few; beyond this many they are generated, and
// comparing all pairs would cost more than it tells.
constexpr std::size_t kMostAlike = 16;

void report_pair(const RuleRef& narrow, const RuleRef& wide, Reporter& report) {
  // The narrow rule is the one without effect, unless it is in a file that is only read.
  const RuleRef& flagged = narrow.file->judged ? narrow : wide;
  const RuleRef& other = narrow.file->judged ? wide : narrow;
  const std::string_view relation = narrow.file->judged ? "also gives all that this one gives"
                                                        : "gives nothing that this one does not";
  report.in(*flagged.file, flagged.rule)
      .add({.span = flagged.rule->expr.span(),
            .message = fmt::format("another rule of the same name and labels, {}, {}",
                                   title_of(*other.rule), relation),
            .hint = "tell the two apart by a label, such as severity, or drop one",
            .notes = {{.message = "the other one",
                       .span = other.rule->expr.span(),
                       .file = other.file == flagged.file ? "" : other.file->source.name()}}});
}

void judge(const RuleRef& a, const RuleRef& b, Reporter& report) {
  const promql::Expr& ours = *a.rule->tree;
  const promql::Expr& theirs = *b.rule->tree;
  if (promql::print(ours) == promql::print(theirs)) return;  // rule/duplicate
  if (is_subset(ours, theirs)) {
    report_pair(a, b, report);
  } else if (is_subset(theirs, ours)) {
    report_pair(b, a, report);
  }
}

void run(const JudgedSet& judged, Reporter& report) {
  std::unordered_map<std::string, std::vector<const RuleRef*>> seen;
  for (const RuleRef& ref : judged.files.rules()) {
    auto& alike = seen[identity_of(ref)];
    for (const RuleRef* earlier : alike) {
      if (judged.files.evaluated_together(*earlier->file, *ref.file)) judge(*earlier, ref, report);
    }
    if (alike.size() < kMostAlike) alike.push_back(&ref);
  }
}
}  // namespace

constinit const Check checks::rule_overlap{
    .info = {.id = "rule/overlap",
             .severity = Severity::warning,
             .summary = "two rules of the same name and labels give the same series",
             .rationale =
                 "Two such alerts are one and the same to Alertmanager, so the narrower one "
                 "never makes a difference; two such records fight over one series.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: ManyErrors
        expr: rate(errors_total[5m]) > 5
        labels: {severity: warning}
      - alert: ManyErrors
        expr: rate(errors_total{stage!="test"}[5m]) > 10
        labels: {severity: warning}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: ManyErrors
        expr: rate(errors_total[5m]) > 5
        labels: {severity: warning}
      - alert: ManyErrors
        expr: rate(errors_total{stage!="test"}[5m]) > 10
        labels: {severity: critical}
)"},
    .run = run,
};

}  // namespace nsmon::lint
