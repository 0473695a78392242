// SPDX-License-Identifier: Apache-2.0
#include "config/sniff.h"

#include <catch2/catch.hpp>

#include <string>

namespace nsmon::config {

TEST_CASE("the kind of a file is seen from its content") {
  const auto [text, kind] = GENERATE(table<std::string, std::string>({
      {"groups: []", "rules"},
      {"groups:", "rules"},
      {"", "empty"},
      {"# comment", "empty"},
      {"apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec: {}", "PrometheusRule"},
      {"kind: List\nitems: [{apiVersion: a, kind: PrometheusRule}]", "PrometheusRule"},
      {"kind: List\nitems: [{apiVersion: v1, kind: Pod}]", "other"},
      {"scrape_configs: []", "prometheus"},
      {"global: {scrape_interval: 5s}", "prometheus"},
      {"metric_relabel_configs: []", "prometheus"},
      {"alerting: {}", "prometheus"},
      {"storage: {tsdb: {}}", "prometheus"},
      {"route: {receiver: a}\nreceivers: [{name: a}]", "alertmanager"},
      {"global: {resolve_timeout: 5m}\nroute: {}\nreceivers: []", "alertmanager"},
      {"metrics: [{name: a, type: gauge}]", "catalog"},
      {"metrics:", "catalog"},
      {"slos: []", "slos"},
      {"services: {app: {image: x}}", "compose"},
      {"services: {app: {image: x}}\nvolumes: {}", "compose"},
      {R"({"title": "a", "panels": []})", "dashboard"},
      {R"({"dashboard": {"title": "a", "panels": []}, "overwrite": true})", "dashboard"},
      {"rule_files: [a.yml]\ntests: []", "rule test"},
      {"rule_files: [a.yml]", "prometheus"},
      {"catalogs: [a.yml]\nservers: []", "project"},
      {"rules: []", "other"},
      {"a: b", "other"},
      {"- a", "other"},
      {"text", "other"},
  }));
  CAPTURE(text);
  const auto document = yaml::parse(text);
  REQUIRE(document.has_value());
  CHECK(to_string(kind_of(*document)) == kind);
}

}  // namespace nsmon::config
