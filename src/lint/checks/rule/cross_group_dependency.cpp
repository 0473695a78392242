// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/dependencies.h"
#include "lint/file_set.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::lint {
namespace {
void judge(const RuleRef& reader, const FileSet& files, Reporter& report) {
  for (const RecordUse& use : uses_of(*reader.rule)) {
    if (!use.reads_now) continue;
    const auto recorded = files.recorded(use.name);
    if (std::ranges::find(recorded, reader.group, &RuleRef::group) != recorded.end()) continue;
    const auto source = std::ranges::find_if(recorded, [&](const RuleRef& record) {
      return files.evaluated_together(*record.file, *reader.file);
    });
    if (source == recorded.end()) continue;
    report.in(*reader.file, reader.rule)
        .inside(*reader.rule->expr.node)
        .add({.span = use.span,
              .message = fmt::format("{} is recorded in another group, {}, and may be one interval "
                                     "old",
                                     use.name, source->group->name.value),
              .hint = "put both records into one group"});
  }
}

void run(const JudgedSet& judged, Reporter& report) {
  for (const RuleRef& ref : judged.files.rules()) {
    if (ref.rule->kind == config::RuleKind::record) judge(ref, judged.files, report);
  }
}
}  // namespace

constinit const Check checks::rule_cross_group_dependency{
    .info = {.id = "rule/cross-group-dependency",
             .severity = Severity::info,
             .summary = "a record reads a series that another group records",
             .rationale =
                 "Groups run at different moments, so the series may be up to one interval "
                 "old; chains of groups add up.",
             .bad = R"(groups:
  - name: rates
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
  - name: ratios
    rules:
      - record: app:errors:ratio
        expr: app:errors:rate5m / 100
)",
             .good = R"(groups:
  - name: errors
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
      - record: app:errors:ratio
        expr: app:errors:rate5m / 100
)",
             .off_by_default = true},
    .run = run,
};

}  // namespace nsmon::lint
