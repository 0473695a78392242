// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/selectors.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <string>

namespace nsmon::lint {
namespace {
const catalog::Metric& metric_behind(std::string_view name, const catalog::Catalog& catalog) {
  if (const catalog::Metric* metric = catalog.find(name)) return *metric;
  return *catalog.find(*without_suffix(name));
}

std::string hint_for(std::string_view name, const catalog::Metric& metric) {
  const bool has_sum =
      metric.type == catalog::MetricType::histogram || metric.type == catalog::MetricType::summary;
  if (has_sum && (name.ends_with("_avg") || name.ends_with("_mean"))) {
    return fmt::format("write rate({0}_sum[5m]) / rate({0}_count[5m])", metric.name);
  }
  std::string names;
  for (const std::string& series : catalog::series_names(metric)) {
    names += (names.empty() ? "" : ", ") + series;
  }
  return fmt::format("it exposes {}", names);
}

void run(const Query& query, Reporter& report) {
  promql::for_each_selector(query.root, [&](const promql::VectorSelector& selector) {
    const std::string_view name = metric_of(selector);
    if (name.empty()) return;
    if (state_of(name, query.catalog, query.files) != NameState::wrong_suffix) return;
    const catalog::Metric& metric = metric_behind(name, query.catalog);
    report.add({.span = metric_span_of(selector),
                .message = fmt::format("the {} {} has no series {}", to_string(metric.type),
                                       metric.name, name),
                .hint = hint_for(name, metric)});
  });
}
}  // namespace

constinit const Check checks::series_wrong_suffix{
    .info = {.id = "series/wrong-suffix",
             .severity = Severity::error,
             .summary = "a series name that a metric of this type never exposes",
             .rationale =
                 "A classic histogram is exposed as _bucket, _sum and _count, and no metric as "
                 "_avg; a selector of any other name gives nothing, in silence.",
             .bad = "request_duration_seconds_avg > 1",
             .good = "rate(request_duration_seconds_sum[5m]) / "
                     "rate(request_duration_seconds_count[5m]) > 1",
             .needs = Input::catalog},
    .run = run,
};

}  // namespace nsmon::lint
