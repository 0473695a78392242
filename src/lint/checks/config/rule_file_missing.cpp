// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::lint {
namespace {
void run(const JudgedFile& judged, Reporter& report) {
  const auto& all = judged.files.loaded();
  const auto loaded = std::ranges::find(all, &judged.file, &LoadedRules::config);
  if (loaded == all.end()) return;
  for (const LoadedRules::Missing& missing : loaded->missing) {
    if (missing.glob) {
      report.add({.span = missing.span,
                  .message = "no file matches this pattern",
                  .severity = Severity::info});
    } else {
      report.add({.span = missing.span,
                  .message = "there is no such rule file",
                  .hint = "paths are relative to the folder of this file"});
    }
  }
}
}  // namespace

constinit const Check checks::config_rule_file_missing{
    .info = {.id = "config/rule-file-missing",
             .severity = Severity::error,
             .summary = "a rule file that prometheus.yml names does not exist",
             .rationale =
                 "The server starts without those rules and says nothing. A pattern that "
                 "matches no file may be meant so. Absolute paths are those of the server and "
                 "are not looked for.",
             .bad = R"(rule_files: [alert_rules.yml]
scrape_configs: []
)",
             .good = R"(# file: prometheus.yml
rule_files: [alert_rules.yml]
# file: alert_rules.yml
groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
)"},
    .run = run,
};

}  // namespace nsmon::lint
