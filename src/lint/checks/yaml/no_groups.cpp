// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"

namespace nsmon::lint {
namespace {
void run(const JudgedFile& judged, Reporter& report) {
  const LintFile& file = judged.file;
  if (!file.rules || !file.problems.empty() || !file.rules->groups.empty()) return;
  report.add({.span = file.rules->groups_span,
              .message = file.rules->has_groups_key ? "the list of groups is empty"
                                                    : "the file has no groups",
              .hint = "write the rules below groups, or drop the file"});
}
}  // namespace

constinit const Check checks::yaml_no_groups{
    .info = {.id = "yaml/no-groups",
             .severity = Severity::warning,
             .summary = "a rule file has no groups",
             .rationale =
                 "The file loads and does nothing, which is rarely what its author believes.",
             .bad = "groups: []\n",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
)"},
    .run = run,
};

}  // namespace nsmon::lint
