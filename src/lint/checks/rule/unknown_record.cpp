// SPDX-License-Identifier: Apache-2.0
#include "base/nearest_name.h"
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::lint {
namespace {
// Series of other servers come in by federation and remote read, under names that nothing here
// tells.
bool takes_foreign_records(const config::PrometheusConfig& config) {
  const auto federates = [](const config::ScrapeConfig& job) {
    return job.metrics_path && job.metrics_path->value.find("/federate") != std::string::npos;
  };
  const auto reads_remote = [](const config::Unjudged& part) {
    return part.key.starts_with("remote_read");
  };
  return std::ranges::any_of(config.scrape_configs, federates) ||
         std::ranges::any_of(config.unjudged, reads_remote);
}

bool in_complete_set(const FileSet& files, const config::Rule& rule) {
  const auto holds = [&](const LintFile* file) {
    return file->rules && std::ranges::any_of(file->rules->groups, [&](const auto& group) {
             return !group.rules.empty() && &group.rules.front() <= &rule &&
                    &rule <= &group.rules.back();
           });
  };
  return std::ranges::any_of(files.loaded(), [&](const LoadedRules& loaded) {
    return loaded.complete && !takes_foreign_records(*loaded.config->prometheus) &&
           std::ranges::any_of(loaded.files, holds);
  });
}

std::string hint_for(std::string_view name, const FileSet& files) {
  std::vector<std::string_view> names;
  for (const RuleRef& ref : files.rules()) {
    if (ref.rule->kind == config::RuleKind::record) names.push_back(ref.rule->record.value);
  }
  const auto nearest = nearest_name(name, names);
  return nearest ? fmt::format("did you mean {}?", *nearest) : "record it, or correct the name";
}

void run(const Query& query, Reporter& report) {
  promql::for_each_selector(query.root, [&](const promql::VectorSelector& selector) {
    const std::string_view name = metric_of(selector);
    if (name.find(':') == std::string_view::npos || query.catalog.knows(name)) return;
    if (!query.files.recorded(name).empty() || !in_complete_set(query.files, query.rule)) return;
    report.add({.span = metric_span_of(selector),
                .message = fmt::format("no rule records {}", name),
                .hint = hint_for(name, query.files)});
  });
}
}  // namespace

constinit const Check checks::rule_unknown_record{
    .info = {.id = "rule/unknown-record",
             .severity = Severity::error,
             .summary = "a rule reads a recorded series that no rule records",
             .rationale =
                 "Names with a colon are made by recording rules. When the rules that a "
                 "prometheus.yml loads are all known and none records the name, the selector "
                 "gives nothing.",
             .bad = R"(# file: prometheus.yml
rule_files: [rules.yml]
# file: rules.yml
groups:
  - name: app
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
      - alert: ManyErrors
        expr: app:errors:rate1m > 5
        labels: {severity: warning}
)",
             .good = R"(# file: prometheus.yml
rule_files: [rules.yml]
# file: rules.yml
groups:
  - name: app
    rules:
      - record: app:errors:rate5m
        expr: sum(rate(errors_total[5m]))
      - alert: ManyErrors
        expr: app:errors:rate5m > 5
        labels: {severity: warning}
)",
             .needs = Input::prometheus},
    .run = run,
};

}  // namespace nsmon::lint
