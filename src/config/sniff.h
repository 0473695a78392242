// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/document.h"

#include <cstdint>
#include <string_view>

namespace nsmon::config {

enum class FileKind : std::uint8_t {
  rules,            // groups:
  prometheus_rule,  // Kubernetes resource, or a List of them
  prometheus,    // prometheus.yml or a part of one (scrape_configs:, metric_relabel_configs: ...)
  alertmanager,  // route: + receivers:
  catalog,       // metrics:
  slos,          // slos:
  compose,       // services:
  dashboard,     // Grafana JSON, also wrapped in {"dashboard": ...}
  rule_test,     // promtool unit tests: rule_files + tests
  project,       // .nsmon.yml
  empty,         // no node at all
  other,
};

std::string_view to_string(FileKind kind);

// What a document is by its content alone (keys of the top level). JSON is read as the YAML it is.
FileKind kind_of(const yaml::Document& document);

}  // namespace nsmon::config
