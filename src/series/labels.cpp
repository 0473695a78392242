// SPDX-License-Identifier: Apache-2.0
#include "series/labels.h"

#include "base/utf8.h"

#include <algorithm>

namespace nsmon::series {
namespace {
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  if (is_legacy_label_name(name)) {
    out += name;
  } else {
    out += quoted(name);
  }
  out += '=';
  out += quoted(value);
}

// Sorts and keeps the last of equal names.
void sort_by_name(std::vector<Label>& labels) {
  std::vector<std::size_t> order(labels.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const auto by_name = labels[a].name <=> labels[b].name;
    return by_name == 0 ? a < b : by_name < 0;
  });
  std::vector<Label> sorted;
  sorted.reserve(labels.size());
  for (const std::size_t i : order) {
    if (!sorted.empty() && sorted.back().name == labels[i].name) sorted.pop_back();
    sorted.push_back(std::move(labels[i]));
  }
  labels = std::move(sorted);
}
}  // namespace

LabelSet::LabelSet(std::initializer_list<Label> labels) : LabelSet(std::vector<Label>(labels)) {}

LabelSet::LabelSet(std::vector<Label> labels) : labels_(std::move(labels)) {
  const auto out_of_order = [](const Label& a, const Label& b) { return a.name >= b.name; };
  const bool sorted = std::ranges::adjacent_find(labels_, out_of_order) == labels_.end();
  if (!sorted) sort_by_name(labels_);
  std::erase_if(labels_, [](const Label& label) { return label.value.empty(); });
}

std::string_view LabelSet::get(std::string_view name) const {
  // Sets are short: a scan beats a binary search.
  for (const Label& label : labels_) {
    if (label.name == name) return label.value;
  }
  return {};
}

void LabelSet::set(std::string_view name, std::string_view value) {
  const auto place = std::ranges::lower_bound(labels_, name, {}, &Label::name);
  const bool present = place != labels_.end() && place->name == name;
  if (value.empty()) {
    if (present) labels_.erase(place);
  } else if (present) {
    place->value = value;
  } else {
    labels_.insert(place, Label{std::string(name), std::string(value)});
  }
}

std::strong_ordering LabelSet::operator<=>(const LabelSet& other) const {
  return std::lexicographical_compare_three_way(labels_.begin(), labels_.end(),
                                                other.labels_.begin(), other.labels_.end());
}

std::string LabelSet::to_string() const {
  std::string out = "{";
  for (const Label& label : labels_) {
    if (out.size() > 1) out += ", ";
    append_pair(out, label.name, label.value);
  }
  out += '}';
  return out;
}

std::string LabelSet::to_selector() const {
  const std::string_view metric = metric_name();
  const bool bare = is_legacy_metric_name(metric);
  std::string out(bare ? metric : std::string_view());
  std::string braces;
  if (!bare && !metric.empty()) braces += quoted(metric);
  for (const Label& label : labels_) {
    if (label.name == kMetricName) continue;
    if (!braces.empty()) braces += ',';
    append_pair(braces, label.name, label.value);
  }
  if (!braces.empty() || !bare) out += '{' + braces + '}';
  return out;
}

bool is_legacy_metric_name(std::string_view name) {
  if (name.empty() || is_digit(name.front())) return false;
  return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == ':'; });
}

bool is_legacy_label_name(std::string_view name) {
  if (name.empty() || is_digit(name.front())) return false;
  return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c); });
}

}  // namespace nsmon::series
