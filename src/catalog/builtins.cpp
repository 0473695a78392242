// SPDX-License-Identifier: Apache-2.0
#include "catalog/builtins.h"

#include <limits>
#include <utility>

namespace nsmon::catalog {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Metric scrape_metric(std::string name, std::string unit, std::string help) {
  return {.name = std::move(name),
          .type = MetricType::gauge,
          .unit = std::move(unit),
          .help = std::move(help),
          .labels = std::vector<Label>{},
          .range = Range{0, kInfinity},
          .builtin = true};
}

Metric alert_metric(std::string name, std::string unit, std::string help) {
  // Alerts carry the labels of their rule, which nobody can list here.
  return {.name = std::move(name),
          .type = MetricType::gauge,
          .unit = std::move(unit),
          .help = std::move(help),
          .range = Range{0, kInfinity},
          .builtin = true};
}

}  // namespace

std::vector<Metric> builtin_metrics() {
  std::vector<Metric> all;
  Metric up = scrape_metric("up", "one", "1 when the last scrape of the target worked, else 0");
  up.enum_values = {{0, "down"}, {1, "up"}};
  up.range = Range{0, 1};
  all.push_back(std::move(up));
  all.push_back(
      scrape_metric("scrape_duration_seconds", "seconds", "How long the last scrape took"));
  all.push_back(scrape_metric("scrape_samples_scraped", "one", "Samples that the target exposed"));
  all.push_back(scrape_metric("scrape_samples_post_metric_relabeling", "one",
                              "Samples that were left after relabelling"));
  all.push_back(
      scrape_metric("scrape_series_added", "one", "Series that the last scrape made, about"));
  all.push_back(scrape_metric("scrape_timeout_seconds", "seconds", "Configured scrape time-out"));
  all.push_back(scrape_metric("scrape_sample_limit", "one", "Configured sample limit, 0 for none"));
  all.back().zero_is_unlimited = true;
  all.push_back(
      scrape_metric("scrape_body_size_bytes", "bytes", "Size of the last scrape's answer"));
  all.back().range = Range{-1, kInfinity};  // -1: the answer was over the limit
  Metric alerts = alert_metric("ALERTS", "one", "1 while an alert is pending or firing");
  alerts.enum_values = {{1, ""}};
  all.push_back(std::move(alerts));
  all.push_back(alert_metric("ALERTS_FOR_STATE", "timestamp_seconds",
                             "Time at which the alert became active"));
  return all;
}

}  // namespace nsmon::catalog
