// SPDX-License-Identifier: Apache-2.0
#include "engine/match_groups.h"

namespace nsmon::engine {

MatchGroups::MatchGroups(LabelTable& labels, const promql::VectorMatching& matching)
    : labels_(labels), on_(matching.on) {
  for (const promql::LabelName& label : matching.labels) names_.push_back(label.name);
  if (!on_) names_.emplace_back(series::kMetricName);
}

std::uint32_t MatchGroups::group(const Column& column) {
  const LabelId key =
      on_ ? labels_.keep(column.labels, names_) : labels_.drop(column.labels, names_);
  const auto [place, fresh] =
      by_key_.try_emplace(key, static_cast<std::uint32_t>(labels_of_.size()));
  if (fresh) labels_of_.push_back(key);
  return place->second;
}

}  // namespace nsmon::engine
