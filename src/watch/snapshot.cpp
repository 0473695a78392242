// SPDX-License-Identifier: Apache-2.0
#include "watch/snapshot.h"

namespace nsmon::watch {
namespace {

// Client libraries add one to every counter and histogram.
bool is_creation_time(const exposition::OwnedFamily& family, std::string_view name) {
  constexpr std::string_view kSuffix = "_created";
  if (!name.ends_with(kSuffix)) return false;
  if (name.size() > family.name.size()) return true;
  return family.name == name && family.type == exposition::MetricType::gauge;
}

}  // namespace

Snapshot to_snapshot(const exposition::Exposition& exposition, std::string_view instance) {
  Snapshot snapshot;
  for (const exposition::OwnedFamily& family : exposition.families) {
    for (const exposition::OwnedSample& sample : family.samples) {
      if (is_creation_time(family, sample.labels.metric_name())) continue;
      SeriesValue series{.labels = sample.labels, .text = {}, .value = sample.value};
      if (!instance.empty() && !series.labels.has("instance")) {
        series.labels.set("instance", instance);
      }
      series.text = series.labels.to_selector();
      snapshot.series.push_back(std::move(series));
    }
  }
  return snapshot;
}

}  // namespace nsmon::watch
