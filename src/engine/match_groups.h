// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/evaluator.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace nsmon::engine {

// Numbers of match groups, given once per query to the columns of both sides.
class MatchGroups {
 public:
  MatchGroups(LabelTable& labels, const promql::VectorMatching& matching);

  // The group of a column, by its labels.
  std::uint32_t group(const Column& column);
  std::size_t size() const { return labels_of_.size(); }
  // The labels that its members share: what a filled-in element carries.
  LabelId labels_of(std::uint32_t group) const { return labels_of_[group]; }

 private:
  LabelTable& labels_;
  const bool on_;
  std::vector<std::string> names_;  // with ignoring, the metric name is among them
  std::unordered_map<LabelId, std::uint32_t> by_key_;
  std::vector<LabelId> labels_of_;
};

}  // namespace nsmon::engine
