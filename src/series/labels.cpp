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
}  // namespace

LabelSet::LabelSet(std::initializer_list<Label> labels) : LabelSet(std::vector<Label>(labels)) {}

LabelSet::LabelSet(std::vector<Label> labels) : labels_(std::move(labels)) {
  std::ranges::stable_sort(labels_, {}, &Label::name);
  // Of each run of equal names the last one stays; what is empty afterwards goes.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    const bool repeated = i + 1 < labels_.size() && labels_[i + 1].name == labels_[i].name;
    if (repeated || labels_[i].value.empty()) continue;
    if (kept != i) labels_[kept] = std::move(labels_[i]);
    ++kept;
  }
  labels_.resize(kept);
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
