// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
// Kubernetes reads every document of a manifest, Prometheus the first one of its own files.
bool read_by_prometheus(const LintFile& file) {
  return file.kind == config::FileKind::rules || file.kind == config::FileKind::prometheus;
}

void run(const JudgedFile& judged, Reporter& report) {
  const LintFile& file = judged.file;
  if (!read_by_prometheus(file) || !file.document) return;
  const auto& later = file.document->later_documents();
  if (later.empty()) return;
  report.add({.span = later.front(),
              .message = fmt::format("Prometheus reads the first document only, and {} more {}",
                                     later.size(), later.size() == 1 ? "follows" : "follow"),
              .hint = "put everything into one document, or into several files"});
}
}  // namespace

constinit const Check checks::yaml_multiple_documents{
    .info = {.id = "yaml/multiple-documents",
             .severity = Severity::warning,
             .summary = "a file holds several YAML documents",
             .rationale = "Prometheus reads the first document of a file and ignores the others in "
                          "silence, with all rules in them.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
---
groups:
  - name: more
    rules:
      - record: app:up:count
        expr: count(up)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:up:sum
        expr: sum(up)
  - name: more
    rules:
      - record: app:up:count
        expr: count(up)
)"},
    .run = run,
};

}  // namespace nsmon::lint
