// SPDX-License-Identifier: Apache-2.0
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
    if (state_of(name, query.catalog, query.files) != NameState::missing_total) return;
    report.add({.span = metric_span_of(selector),
                .message = fmt::format("the counter {0} is exposed as {0}_total", name),
                .hint = fmt::format("write {}_total", name)});
  });
}
}  // namespace

constinit const Check checks::series_missing_total{
    .info = {.id = "series/missing-total",
             .severity = Severity::error,
             .summary = "a counter is used without its suffix _total",
             .rationale = "Client libraries add _total to the names of counters; without it the "
                          "selector gives nothing, in silence.",
             .bad = "rate(errors[5m]) > 1",
             .good = "rate(errors_total[5m]) > 1",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
