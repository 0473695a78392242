// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/rule_identity.h"
#include "promql/print.h"

#include <fmt/core.h>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nsmon::lint {
namespace {
void report_pair(const RuleRef& first, const RuleRef& second, Reporter& report) {
  // The later one is at fault unless it is in a file that is only read.
  const RuleRef& flagged = second.file->judged ? second : first;
  const RuleRef& other = second.file->judged ? first : second;
  report.in(*flagged.file, flagged.rule)
      .add({.span = flagged.rule->name().span(),
            .message = fmt::format("{} stands twice with the same labels and the same expression",
                                   title_of(*flagged.rule)),
            .hint = "drop one of the two",
            .notes = {{.message = "the other one",
                       .span = other.rule->name().span(),
                       .file = other.file == flagged.file ? "" : other.file->source.name()}}});
}

void run(const JudgedSet& judged, Reporter& report) {
  std::unordered_map<std::string, std::vector<const RuleRef*>> seen;
  for (const RuleRef& ref : judged.files.rules()) {
    auto& same = seen[identity_of(ref) + '\0' + promql::print(*ref.rule->tree)];
    for (const RuleRef* earlier : same) {
      // One rule in several places through an alias is one text, and no harm to see.
      if (earlier->rule->expr.span() == ref.rule->expr.span() && earlier->file == ref.file)
        continue;
      if (!judged.files.evaluated_together(*earlier->file, *ref.file)) continue;
      report_pair(*earlier, ref, report);
      break;
    }
    same.push_back(&ref);
  }
}
}  // namespace

constinit const Check checks::rule_duplicate{
    .info = {.id = "rule/duplicate",
             .severity = Severity::warning,
             .summary = "the same rule stands twice",
             .rationale =
                 "A record that is computed twice writes the same samples twice, and an alert "
                 "is raised twice: work without effect, and the next change is made to one of "
                 "them only.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
      - record: job:errors:rate5m
        expr: sum by(job)(rate(errors_total[5m]))
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
)"},
    .run = run,
};

}  // namespace nsmon::lint
