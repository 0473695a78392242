// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::series {

inline constexpr std::string_view kMetricName = "__name__";

struct Label {
  std::string name;
  std::string value;
  auto operator<=>(const Label&) const = default;
};

// Label names and values of one series, sorted by name, each name once. An empty value is the same
// as no label, so it is never stored.
class LabelSet {
 public:
  LabelSet() = default;
  LabelSet(std::initializer_list<Label> labels);
  // Sorts; of equal names the last one counts.
  explicit LabelSet(std::vector<Label> labels);

  // The value, or "" when there is no such label.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return !get(name).empty(); }
  std::string_view metric_name() const { return get(kMetricName); }

  // Sets, replaces, or with an empty value removes.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name) { set(name, ""); }

  bool empty() const { return labels_.empty(); }
  std::size_t size() const { return labels_.size(); }
  auto begin() const { return labels_.begin(); }
  auto end() const { return labels_.end(); }

  // Order of Prometheus results: name by name, value by value; the shorter one first.
  std::strong_ordering operator<=>(const LabelSet& other) const;
  bool operator==(const LabelSet& other) const = default;

  // `{__name__="x", a="b"}`, the form of test scripts and error texts.
  std::string to_string() const;
  // `x{a="b"}`, the form of expositions and selectors; quotes names that are not legacy-valid.
  std::string to_selector() const;

 private:
  std::vector<Label> labels_;
};

// [a-zA-Z_:][a-zA-Z0-9_:]* for metrics; the same without the colon for labels.
bool is_legacy_metric_name(std::string_view name);
bool is_legacy_label_name(std::string_view name);

}  // namespace nsmon::series
