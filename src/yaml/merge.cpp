// SPDX-License-Identifier: Apache-2.0
#include "yaml/merge.h"

#include "base/try.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <unordered_map>

namespace nsmon::yaml {
namespace {

class Merger {
 public:
  explicit Merger(Dialect dialect) : dialect_(dialect) {}

  Result<void> add(const Node& mapping) {
    return dialect_ == Dialect::v3 ? add_own_first(mapping) : add_in_order(mapping);
  }
  MergedEntries take() { return std::move(merged_); }

 private:
  Result<void> add_own_first(const Node& mapping) {
    const Node* merge = nullptr;
    for (const Entry& entry : mapping.entries()) {
      if (is_merge_key(entry.key)) {
        merge = &entry.value;
      } else if (places_.try_emplace(key_of(entry), merged_.entries.size()).second) {
        merged_.entries.push_back(&entry);
      }
    }
    return merge == nullptr ? Result<void>{} : add_merged(*merge);
  }

  Result<void> add_in_order(const Node& mapping) {
    for (const Entry& entry : mapping.entries()) {
      if (is_merge_key(entry.key)) {
        TRY(add_merged(entry.value));
        continue;
      }
      const auto [place, fresh] = places_.try_emplace(key_of(entry), merged_.entries.size());
      if (fresh) {
        merged_.entries.push_back(&entry);
      } else {
        merged_.entries[place->second] = &entry;
        merged_.overridden.push_back(&entry.key);
      }
    }
    return {};
  }

  Result<void> add_merged(const Node& value) {
    if (value.is_mapping()) return add(value);
    if (!value.is_sequence() || value.is_alias()) return refuse(value);
    if (dialect_ == Dialect::v3) {
      for (const Node& item : value.items()) TRY(add_item(item));
    } else {
      for (const Node& item : value.items() | std::views::reverse) TRY(add_item(item));
    }
    return {};
  }

  Result<void> add_item(const Node& item) { return item.is_mapping() ? add(item) : refuse(item); }

  static Result<void> refuse(const Node& value) {
    return failure("map merge requires map or sequence of maps as the value", value.span());
  }

  // Lists and mappings as keys are told apart by their place.
  static std::string_view key_of(const Entry& entry) {
    if (entry.key.is_scalar()) return entry.key.text();
    return {reinterpret_cast<const char*>(&entry.key), sizeof(Node)};
  }

  Dialect dialect_;
  MergedEntries merged_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

}  // namespace

bool is_merge_key(const Node& key) {
  if (!key.is_scalar() || key.is_alias() || key.text() != "<<") return false;
  if (key.tag().empty()) return key.style() == Style::plain;
  return key.tag() == "!" || key.tag() == "tag:yaml.org,2002:merge";
}

bool has_merge_key(const Node& mapping) {
  return std::ranges::any_of(mapping.entries(),
                             [](const Entry& entry) { return is_merge_key(entry.key); });
}

Result<MergedEntries> merged_entries(const Node& mapping, Dialect dialect) {
  Merger merger(dialect);
  TRY(merger.add(mapping));
  return merger.take();
}

}  // namespace nsmon::yaml
