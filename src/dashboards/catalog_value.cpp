// SPDX-License-Identifier: Apache-2.0
#include "dashboards/catalog_value.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace nsmon::dashboards {
namespace {

using Json = nlohmann::json;

Json label_value(const catalog::Label& label) {
  Json value = Json::object();
  if (label.closed()) value["values"] = label.values;
  if (label.cardinality != catalog::Cardinality::unknown) {
    value["cardinality"] = to_string(label.cardinality);
  }
  if (label.role == catalog::LabelRole::iteration) value["role"] = "iteration";
  return value;
}

Json metric_value(const catalog::Metric& metric) {
  Json value{{"name", metric.name}, {"type", to_string(metric.type)}};
  if (!metric.unit.empty()) value["unit"] = metric.unit;
  if (!metric.help.empty()) value["help"] = metric.help;
  if (metric.labels) {
    value["labels"] = Json::object();
    for (const catalog::Label& label : *metric.labels) {
      value["labels"][label.name] = label_value(label);
    }
  }
  if (!metric.buckets.empty()) value["buckets"] = metric.buckets;
  if (metric.native_histogram) value["native_histogram"] = true;
  if (metric.range && std::isfinite(metric.range->low)) value["low"] = metric.range->low;
  if (metric.range && std::isfinite(metric.range->high)) value["high"] = metric.range->high;
  return value;
}

}  // namespace

std::string catalog_json(const catalog::Catalog& catalog) {
  Json document{{"metrics", Json::object()}, {"targets", Json::object()}};
  for (const auto* metrics : {&catalog.builtins(), &catalog.metrics()}) {
    for (const catalog::Metric& metric : *metrics) {
      document["metrics"][metric.name] = metric_value(metric);
    }
  }
  for (const catalog::Target& target : catalog.targets()) {
    Json& value = document["targets"][target.job];
    value["instances"] = target.instances;
    if (target.scrape_interval) {
      value["scrape_interval_s"] = std::chrono::duration<double>(*target.scrape_interval).count();
    }
  }
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> metric_names(const catalog::Catalog& catalog) {
  std::vector<std::string> names;
  for (const auto* metrics : {&catalog.metrics(), &catalog.builtins()}) {
    for (const catalog::Metric& metric : *metrics) names.push_back(metric.name);
  }
  return names;
}

}  // namespace nsmon::dashboards
