// SPDX-License-Identifier: Apache-2.0
#include "engine/label_table.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace nsmon::engine {

std::uint64_t hash_of(const series::LabelSet& labels) {
  constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15;
  std::uint64_t hash = kMultiplier;
  const std::hash<std::string_view> hash_text;
  for (const series::Label& label : labels) {
    hash = (hash ^ hash_text(label.name)) * kMultiplier;
    hash ^= hash >> 29;
    hash = (hash ^ hash_text(label.value)) * kMultiplier;
    hash ^= hash >> 32;
  }
  return hash;
}

LabelTable::LabelTable() {
  intern({});
}

LabelId LabelTable::intern(series::LabelSet labels) {
  const auto [place, fresh] =
      ids_.try_emplace(std::move(labels), static_cast<LabelId>(sets_.size()));
  if (fresh) sets_.push_back(&place->first);
  return place->second;
}

LabelId LabelTable::without_name(LabelId id) {
  const auto known = nameless_.find(id);
  if (known != nameless_.end()) return known->second;
  static constexpr std::array<std::string_view, 3> kReserved = {series::kMetricName, "__type__",
                                                                "__unit__"};
  const series::LabelSet& all = get(id);
  LabelId result = id;
  if (std::ranges::any_of(kReserved, [&](std::string_view name) { return all.has(name); })) {
    series::LabelSet rest = all;
    for (const std::string_view name : kReserved) rest.remove(name);
    result = intern(std::move(rest));
  }
  nameless_.emplace(id, result);
  return result;
}

LabelId LabelTable::without_bare_name(LabelId id) {
  if (!get(id).has(series::kMetricName)) return id;
  series::LabelSet rest = get(id);
  rest.remove(series::kMetricName);
  return intern(std::move(rest));
}

LabelId LabelTable::keep(LabelId id, std::span<const std::string> names) {
  std::vector<series::Label> kept;
  for (const series::Label& label : get(id)) {
    if (std::ranges::find(names, label.name) != names.end()) kept.push_back(label);
  }
  return intern(series::LabelSet(std::move(kept)));
}

LabelId LabelTable::drop(LabelId id, std::span<const std::string> names) {
  std::vector<series::Label> kept;
  for (const series::Label& label : get(id)) {
    if (std::ranges::find(names, label.name) == names.end()) kept.push_back(label);
  }
  return intern(series::LabelSet(std::move(kept)));
}

}  // namespace nsmon::engine
