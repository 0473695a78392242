// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
void run(const Query& query, Reporter& report) {
  promql::for_each_selector(query.root, [&](const promql::VectorSelector& selector) {
    const std::string_view name = metric_of(selector);
    if (name.empty()) return;
    if (state_of(name, query.catalog, query.files) != NameState::replaced) return;
    const auto series = query.catalog.find_replacement(name);
    const std::string now = catalog::series_name(*series->metric, series->part);
    report.add({.span = metric_span_of(selector),
                .message = fmt::format("{} was replaced by {}", name, now),
                .hint = fmt::format("write {}", now)});
  });
}
}  // namespace

constinit const Check checks::series_deprecated_metric{
    .info = {.id = "series/deprecated-metric",
             .severity = Severity::warning,
             .summary = "a metric that was replaced by another",
             .rationale =
                 "The catalog lists the name as an old one. Targets stop to expose it, and the "
                 "selector then gives nothing, in silence.",
             .bad = "rate(failures_total[5m]) > 1",
             .good = "rate(errors_total[5m]) > 1",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
