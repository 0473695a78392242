// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace nsmon::engine {

// Number of a label set within one query; equal sets have equal numbers.
using LabelId = std::uint32_t;

std::uint64_t hash_of(const series::LabelSet& labels);

// Label sets of a query, each kept once. References stay valid while the table lives.
class LabelTable {
 public:
  LabelTable();

  LabelId intern(series::LabelSet labels);
  const series::LabelSet& get(LabelId id) const { return *sets_[id]; }
  // The set without labels, always number 0.
  static constexpr LabelId kEmpty = 0;

  // Without the metric name and, as Prometheus treats them, __type__ and __unit__.
  LabelId without_name(LabelId id);
  // Without the metric name only.
  LabelId without_bare_name(LabelId id);
  // Only the listed labels (keep), or all but those.
  LabelId keep(LabelId id, std::span<const std::string> names);
  LabelId drop(LabelId id, std::span<const std::string> names);

 private:
  struct Hash {
    std::size_t operator()(const series::LabelSet& labels) const { return hash_of(labels); }
  };
  std::unordered_map<series::LabelSet, LabelId, Hash> ids_;
  std::vector<const series::LabelSet*> sets_;  // keys of ids_, which never move
  std::unordered_map<LabelId, LabelId> nameless_;
};

}  // namespace nsmon::engine
