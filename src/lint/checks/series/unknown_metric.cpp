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
    const std::string_view metric = metric_of(selector);
    if (metric.empty()) return;
    if (state_of(metric, query.catalog, query.files) != NameState::unknown) return;
    const auto nearest = query.catalog.suggest(metric);
    report.add({.span = metric_span_of(selector),
                .message = fmt::format("no target exposes {} and no rule records it", metric),
                .hint = nearest ? fmt::format("did you mean {}?", *nearest)
                                : "correct the name, or describe the metric in the catalog"});
  });
}
}  // namespace

constinit const Check checks::series_unknown_metric{
    .info = {.id = "series/unknown-metric",
             .severity = Severity::error,
             .summary = "a metric that the catalog does not know",
             .rationale = "A selector with a wrong name gives nothing, in silence: the alert never "
                          "fires and the panel stays empty.",
             .bad = "errosr_total > 0",
             .good = "errors_total > 0",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
