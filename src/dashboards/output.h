// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsmon::dashboards {

// Longest unique id that Grafana takes.
inline constexpr std::size_t kLongestUid = 40;

// One dashboard as it is written: bare JSON of Grafana's classic model, keys sorted, two blanks a
// level, a line break at the end. The same content always gives the same bytes.
struct DashboardFile {
  std::string name;  // of the file, without folder: "training-overview.json"
  std::string uid;
  std::string text;
};

// The unique id for a file name: the stem with every character but letters, digits, "-" and "_"
// replaced by "-"; longer ones are cut and end in a checksum of the whole.
std::string uid_from_name(std::string_view stem);

// Takes the evaluator's JSON for a template: a dashboard, or {"grafanaDashboards": {FILE:
// DASHBOARD}}. Dashboards get "id": null, and a uid from the file's name where they have none.
// Errors: no dashboard (wrapped in the HTTP API's envelope, for instance), an unusable uid or file
// name.
Result<std::vector<DashboardFile>> to_files(std::string_view json, std::string_view stem);

}  // namespace nsmon::dashboards
