// SPDX-License-Identifier: Apache-2.0
#include "catalog/metric.h"

#include <algorithm>
#include <array>
#include <utility>

namespace nsmon::catalog {
namespace {

constexpr std::array<std::pair<std::string_view, MetricType>, 7> kTypes = {{
    {"unknown", MetricType::unknown},
    {"counter", MetricType::counter},
    {"gauge", MetricType::gauge},
    {"histogram", MetricType::histogram},
    {"summary", MetricType::summary},
    {"info", MetricType::info},
    {"stateset", MetricType::stateset},
}};

}  // namespace

std::string_view to_string(MetricType type) {
  for (const auto& [word, value] : kTypes) {
    if (value == type) return word;
  }
  return "unknown";
}

std::optional<MetricType> parse_metric_type(std::string_view text) {
  const auto found =
      std::ranges::find(kTypes, text, &std::pair<std::string_view, MetricType>::first);
  if (found == kTypes.end()) return std::nullopt;
  return found->second;
}

std::string_view to_string(Cardinality cardinality) {
  switch (cardinality) {
    case Cardinality::unknown: return "unknown";
    case Cardinality::low: return "low";
    case Cardinality::high: return "high";
    case Cardinality::unbounded: return "unbounded";
  }
  return "unknown";
}

const Label* Metric::find_label(std::string_view label) const {
  if (!labels) return nullptr;
  const auto found = std::ranges::find(*labels, label, &Label::name);
  return found == labels->end() ? nullptr : &*found;
}

std::string series_name(const Metric& metric, Part part) {
  switch (part) {
    case Part::bucket: return metric.name + "_bucket";
    case Part::sum: return metric.name + "_sum";
    case Part::count: return metric.name + "_count";
    case Part::created: {
      std::string_view base = metric.name;
      if (metric.type == MetricType::counter && base.ends_with("_total")) base.remove_suffix(6);
      return std::string(base) + "_created";
    }
    case Part::value:
      if (metric.type == MetricType::info && !metric.name.ends_with("_info")) {
        return metric.name + "_info";
      }
      return metric.name;
    case Part::family: return metric.name;
  }
  return metric.name;
}

std::vector<std::string> series_names(const Metric& metric) {
  std::vector<std::string> names;
  const auto add = [&](Part part) { names.push_back(series_name(metric, part)); };
  if (metric.type != MetricType::histogram || metric.native_histogram) add(Part::value);
  if (metric.type == MetricType::histogram) add(Part::bucket);
  if (metric.type == MetricType::histogram || metric.type == MetricType::summary) {
    add(Part::sum);
    add(Part::count);
  }
  return names;
}

}  // namespace nsmon::catalog
