// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace nsmon::lint {
namespace {
struct Readers {
  std::unordered_set<std::string_view> names;
  bool by_pattern = false;  // some selector names no metric: it may read anything
};

Readers readers_of(const FileSet& files) {
  Readers readers;
  for (const RuleRef& ref : files.rules()) {
    promql::for_each_selector(*ref.rule->tree, [&](const promql::VectorSelector& selector) {
      const std::string_view name = metric_of(selector);
      readers.by_pattern = readers.by_pattern || name.empty();
      // A rule that continues its own series is no user of it.
      if (name != ref.rule->record.value) readers.names.insert(name);
    });
  }
  return readers;
}

bool shown_on_a_dashboard(std::string_view name, const FileSet& files) {
  return std::ranges::any_of(files.files(), [&](const auto& file) {
    return file->kind == config::FileKind::dashboard &&
           file->source.text().find(name) != std::string_view::npos;
  });
}

void run(const JudgedSet& judged, Reporter& report) {
  const Readers readers = readers_of(judged.files);
  if (readers.by_pattern) return;
  for (const RuleRef& ref : judged.files.rules()) {
    const std::string_view name = ref.rule->record.value;
    if (ref.rule->kind != config::RuleKind::record || readers.names.contains(name)) continue;
    if (shown_on_a_dashboard(name, judged.files)) continue;
    report.in(*ref.file, ref.rule)
        .add({.span = ref.rule->record.span(),
              .message = fmt::format("no rule and no dashboard of this run reads {}", name)});
  }
}
}  // namespace

constinit const Check checks::rule_unused_record{
    .info = {.id = "rule/unused-record",
             .severity = Severity::info,
             .summary = "nothing reads a recorded series",
             .rationale =
                 "Each record costs an evaluation and storage at every interval. Among the "
                 "files of the run nobody uses this one; if something else does, switch the "
                 "check off for it.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
      - alert: ManyErrors
        expr: app:errors:rate5m > 5
        labels: {severity: warning}
)",
             .off_by_default = true},
    .run = run,
};

}  // namespace nsmon::lint
