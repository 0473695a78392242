// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/metric.h"

#include <string_view>
#include <vector>

namespace nsmon::catalog {

// Metrics that a Prometheus server makes itself: for each scrape (documentation, "Jobs and
// instances", "Feature flags: extra scrape metrics") and for alerts.
std::vector<Metric> builtin_metrics();

}  // namespace nsmon::catalog
