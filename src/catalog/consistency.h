// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "catalog/catalog.h"

#include <vector>

namespace nsmon::catalog {

// What one metric's definition contradicts in itself: illegal or reserved names, fields that its
// type does not have, buckets out of order, ranges that type or unit forbid.
void check_metric(const Metric& metric, std::vector<Diagnostic>& problems);

// What stands apart in the file: jobs of metrics that no target has.
void check_file(const CatalogFile& file, std::vector<Diagnostic>& problems);

}  // namespace nsmon::catalog
