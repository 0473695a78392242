// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/io.h"
#include "promql/ast.h"
#include "storage/loader.h"

#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace nsmon::cli {

// Files, folders, URLs and "-" that hold series, and what of them is needed.
struct DataRequest {
  std::vector<std::string> paths;
  series::Timestamp scrape_time = 0;                         // of samples without a time stamp
  std::function<bool(const series::LabelSet&)> wanted = {};  // all when empty
};

struct LocalData {
  storage::Store store;
  storage::LoadSummary summary;
};

// Loads all of it. Problems are told on `io.err`, and the status is what the command ends with;
// what was repaired on the way is a warning there. Of a folder those files count that are named
// *.prom, *.txt, *.om, *.openmetrics or *.metrics, or are recordings.
std::expected<LocalData, ExitCode> load_data(const DataRequest& request, Io& io);

// Tells which series an expression may look at; empty when that could be any.
std::function<bool(const series::LabelSet&)> series_of(const promql::Expr& expression);

}  // namespace nsmon::cli
