// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/catalog.h"

#include <string>
#include <vector>

namespace nsmon::dashboards {

// The catalog as templates see it in std.extVar('catalog'), as JSON:
//
//   {metrics: {NAME: {name, type, unit?, help?, labels?: {LABEL: {values?, cardinality?, role?}},
//                     buckets?, low?, high?, native_histogram?}},
//    targets: {JOB: {scrape_interval_s?, instances}}}
//
// Metrics that Prometheus makes itself (up, ALERTS, ...) are among them. A field that the catalog
// does not know is absent.
std::string catalog_json(const catalog::Catalog& catalog);

// Names of all metrics, for suggestions.
std::vector<std::string> metric_names(const catalog::Catalog& catalog);

}  // namespace nsmon::dashboards
