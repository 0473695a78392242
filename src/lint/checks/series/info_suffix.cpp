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
    if (state_of(name, query.catalog, query.files) != NameState::missing_info) return;
    report.add({.span = metric_span_of(selector),
                .message = fmt::format("the info metric {0} is exposed as {0}_info", name),
                .hint = fmt::format("write {}_info", name)});
  });
}
}  // namespace

constinit const Check checks::series_info_suffix{
    .info = {.id = "series/info-suffix",
             .severity = Severity::error,
             .summary = "an info metric is used without its suffix _info",
             .rationale = "Client libraries add _info to the names of info metrics; without it the "
                          "selector gives nothing, in silence.",
             .bad = "app_version == 1",
             .good = "app_version_info == 1",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
