// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/dependencies.h"
#include "lint/file_set.h"
#include "lint/record_life.h"

#include <fmt/core.h>

#include <string_view>
#include <unordered_set>

namespace nsmon::lint {
namespace {
// Whether `name` is reached again from what the rules that record it read, over dead records only.
bool depends_on_itself(const RecordLife& life, const FileSet& files, std::string_view name) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string_view> open{name};
  while (!open.empty()) {
    const std::string_view current = open.back();
    open.pop_back();
    for (const RuleRef& ref : files.recorded(current)) {
      for (const RecordUse& use : uses_of(*ref.rule)) {
        if (use.name == name) return true;
        if (life.is_dead(use.name) && seen.insert(use.name).second) open.push_back(use.name);
      }
    }
  }
  return false;
}

void run(const JudgedSet& judged, Reporter& report) {
  const RecordLife life(judged.files, judged.catalog);
  for (const RuleRef& ref : judged.files.rules()) {
    if (ref.rule->kind != config::RuleKind::record) continue;
    const std::string_view name = ref.rule->record.value;
    if (!life.is_dead(name) || !depends_on_itself(life, judged.files, name)) continue;
    report.in(*ref.file, ref.rule)
        .add({.span = ref.rule->record.span(),
              .message = fmt::format("{} depends on itself and nothing else feeds it", name),
              .hint = "start it from a metric, for example with an or branch"});
  }
}
}  // namespace

constinit const Check checks::rule_dependency_cycle{
    .info = {.id = "rule/dependency-cycle",
             .severity = Severity::error,
             .summary = "a recorded series depends on itself and on nothing else",
             .rationale =
                 "No sample ever enters the circle, so all series in it stay empty. A circle "
                 "that an or branch feeds from outside is a memory, and fine.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:peak:max
        expr: app:peak:last * 0.9
      - record: app:peak:last
        expr: max(app:peak:max)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:peak:max
        expr: app:peak:last * 0.9
      - record: app:peak:last
        expr: max(app:peak:max) or max(node_memory_free_bytes)
)"},
    .run = run,
};

}  // namespace nsmon::lint
