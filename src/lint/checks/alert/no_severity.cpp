// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/rule_identity.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace nsmon::lint {
namespace {
constexpr std::string_view kLabel = "severity";

// Alerts carry the labels of the series that raise them.
bool comes_with_the_series(const JudgedRule& judged) {
  if (judged.rule.expr.value.find(kLabel) != std::string_view::npos) return true;
  if (!judged.rule.tree) return false;
  bool comes = false;
  promql::for_each_selector(*judged.rule.tree, [&](const promql::VectorSelector& selector) {
    const catalog::Metric* metric = judged.catalog.find(metric_of(selector));
    comes = comes || (metric != nullptr && metric->find_label(kLabel) != nullptr);
  });
  return comes;
}

// The server may add the label to every alert that it sends.
bool added_by_the_server(const FileSet& files) {
  const auto sets_it = [](const config::RelabelConfig& step) {
    return step.target_label.value == kLabel;
  };
  return std::ranges::any_of(files.loaded(), [&](const LoadedRules& loaded) {
    const config::PrometheusConfig& config = *loaded.config->prometheus;
    return std::ranges::any_of(config.alert_relabel_configs, sets_it) ||
           std::ranges::any_of(config.global.external_labels,
                               [](const auto& label) { return label.name.value == kLabel; });
  });
}

// Labels of a wrong shape are told already, and what they were meant to be is unknown.
bool has_unusable_labels(const config::Rule& rule) {
  const yaml::Node* labels = rule.node == nullptr ? nullptr : rule.node->find("labels");
  return labels != nullptr && !labels->is_mapping() && !labels->is_absent();
}

void run(const JudgedRule& judged, Reporter& report) {
  if (judged.rule.kind != config::RuleKind::alert || has_unusable_labels(judged.rule)) return;
  const auto labels = labels_of({&judged.file, &judged.group, &judged.rule});
  const auto severity = labels.find(kLabel);
  if (severity != labels.end() && !severity->second.empty()) return;
  if (comes_with_the_series(judged) || added_by_the_server(judged.files)) return;
  report.add({.span = judged.rule.alert.span(),
              .message = fmt::format("the alert {} has no severity", judged.rule.alert.value),
              .hint = "add labels: {severity: warning} to the rule"});
}
}  // namespace

constinit const Check checks::alert_no_severity{
    .info = {.id = "alert/no-severity",
             .severity = Severity::warning,
             .summary = "an alert has no severity label",
             .rationale =
                 "Routes and inhibitions of Alertmanager choose by severity; an alert without "
                 "one ends in the default receiver, whatever it means.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
)"},
    .run = run,
};

}  // namespace nsmon::lint
