// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void run(const JudgedRule& judged, Reporter& report) {
  const config::Rule& rule = judged.rule;
  if (rule.kind != config::RuleKind::record) return;
  // A catalog may describe recorded series as well; their names have a colon.
  const std::string_view name = rule.record.value;
  if (name.find(':') != std::string_view::npos) return;
  const auto series = judged.catalog.find_series(name);
  if (!series || series->part == catalog::Part::family) return;
  report.add({.span = rule.record.span(),
              .message = fmt::format("{} is also a {} that targets expose", name,
                                     to_string(series->metric->type)),
              .hint = "record it under a name of its own, such as level:metric:operation"});
}
}  // namespace

constinit const Check checks::rule_record_shadows_metric{
    .info = {.id = "rule/record-shadows-metric",
             .severity = Severity::warning,
             .summary = "a recorded name is also the name of an exposed metric",
             .rationale =
                 "Two meanings share one name: every query gets both, and a rule that reads "
                 "the metric reads its own result as well.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: node_memory_free_bytes
        expr: sum(node_memory_free_bytes)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: all:node_memory_free_bytes:sum
        expr: sum(node_memory_free_bytes)
)",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
