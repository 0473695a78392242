// SPDX-License-Identifier: Apache-2.0
#include "config/sniff.h"

#include <algorithm>
#include <array>

namespace nsmon::config {
namespace {

// Keys that only a prometheus.yml, or a part of one pasted alone, has at its top.
constexpr std::array<std::string_view, 14> kPrometheusKeys = {"scrape_configs",
                                                              "scrape_config_files",
                                                              "alerting",
                                                              "remote_write",
                                                              "remote_read",
                                                              "rule_files",
                                                              "relabel_configs",
                                                              "metric_relabel_configs",
                                                              "alert_relabel_configs",
                                                              "static_configs",
                                                              "file_sd_configs",
                                                              "storage",
                                                              "otlp",
                                                              "tsdb"};

constexpr std::array<std::string_view, 5> kProjectKeys = {"catalogs", "rules", "prometheus",
                                                          "dashboards", "servers"};

template <std::size_t N>
std::size_t count_of(const yaml::Node& root, const std::array<std::string_view, N>& keys) {
  return static_cast<std::size_t>(
      std::ranges::count_if(keys, [&](std::string_view key) { return root.find(key) != nullptr; }));
}

bool is_resource_of(const yaml::Node& root, std::string_view kind) {
  const yaml::Node* found = root.find("kind");
  return found != nullptr && root.find("apiVersion") != nullptr && found->text() == kind;
}

bool is_rule_list(const yaml::Node& root) {
  const yaml::Node* items = root.find("items");
  if (items == nullptr || root.find("kind") == nullptr) return false;
  return std::ranges::any_of(items->items(), [](const yaml::Node& item) {
    return item.is_mapping() && is_resource_of(item, "PrometheusRule");
  });
}

bool is_dashboard(const yaml::Node& root) {
  const yaml::Node* inner = root.find("dashboard");
  const yaml::Node& board = inner != nullptr && inner->is_mapping() ? *inner : root;
  if (board.find("panels") == nullptr && board.find("rows") == nullptr) {
    return board.find("schemaVersion") != nullptr && board.find("title") != nullptr;
  }
  return board.find("title") != nullptr || board.find("schemaVersion") != nullptr ||
         inner != nullptr;
}

// `global` stands in both: smtp, slack and resolve settings are Alertmanager's.
bool is_prometheus_global(const yaml::Node& global) {
  constexpr std::array<std::string_view, 5> kKeys = {"scrape_interval", "scrape_timeout",
                                                     "evaluation_interval", "external_labels",
                                                     "query_log_file"};
  return count_of(global, kKeys) > 0;
}

FileKind kind_of_mapping(const yaml::Node& root) {
  if (is_resource_of(root, "PrometheusRule") || is_rule_list(root))
    return FileKind::prometheus_rule;
  if (root.find("tests") != nullptr &&
      (root.find("rule_files") != nullptr || root.find("evaluation_interval") != nullptr)) {
    return FileKind::rule_test;
  }
  if (root.find("groups") != nullptr) return FileKind::rules;
  if (root.find("receivers") != nullptr &&
      (root.find("route") != nullptr || root.find("inhibit_rules") != nullptr)) {
    return FileKind::alertmanager;
  }
  if (root.find("route") != nullptr && root.find("scrape_configs") == nullptr) {
    return FileKind::alertmanager;
  }
  if (count_of(root, kPrometheusKeys) > 0) return FileKind::prometheus;
  const yaml::Node* global = root.find("global");
  if (global != nullptr) {
    return is_prometheus_global(*global) || root.entries().size() == 1 ? FileKind::prometheus
                                                                       : FileKind::alertmanager;
  }
  if (root.find("slos") != nullptr) return FileKind::slos;
  if (is_dashboard(root)) return FileKind::dashboard;
  const yaml::Node* metrics = root.find("metrics");
  if (metrics != nullptr && (metrics->is_sequence() || metrics->is_absent()))
    return FileKind::catalog;
  const yaml::Node* services = root.find("services");
  if (services != nullptr && services->is_mapping()) return FileKind::compose;
  // A lone `rules:` is a rule file that lacks its groups, and refused as such.
  if ((root.find("catalogs") != nullptr || root.find("servers") != nullptr) &&
      count_of(root, kProjectKeys) == root.entries().size()) {
    return FileKind::project;
  }
  return FileKind::other;
}

}  // namespace

std::string_view to_string(FileKind kind) {
  switch (kind) {
    case FileKind::rules: return "rules";
    case FileKind::prometheus_rule: return "PrometheusRule";
    case FileKind::prometheus: return "prometheus";
    case FileKind::alertmanager: return "alertmanager";
    case FileKind::catalog: return "catalog";
    case FileKind::slos: return "slos";
    case FileKind::compose: return "compose";
    case FileKind::dashboard: return "dashboard";
    case FileKind::rule_test: return "rule test";
    case FileKind::project: return "project";
    case FileKind::empty: return "empty";
    case FileKind::other: break;
  }
  return "other";
}

FileKind kind_of(const yaml::Document& document) {
  const yaml::Node* root = document.root();
  if (root == nullptr) return FileKind::empty;
  return root->is_mapping() ? kind_of_mapping(*root) : FileKind::other;
}

}  // namespace nsmon::config
