// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "catalog/catalog.h"
#include "lint/file_access.h"
#include "lint/file_set.h"
#include "lint/finding.h"
#include "lint/selection.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::lint {

enum class Mode {
  everything,
  syntax_only  // only what makes Prometheus refuse a file; files are not followed
};

struct Request {
  std::vector<std::string> paths;     // files and folders
  std::vector<std::string> configs;   // files that are a prometheus.yml whatever they look like
  std::vector<std::string> catalogs;  // read, and judged only when they are among the paths too
  bool use_catalog = true;
  Policy policy;
  Mode mode = Mode::everything;
  std::chrono::sys_days today;
  std::function<std::string(std::string_view name)> environment;  // for external labels
};

// What was judged, what was found, and what could not be told.
struct Outcome {
  FileSet files;
  std::vector<Finding> findings;  // at or above the least severity, in order of files and places
  std::vector<std::string> troubles;  // unusable input, rendered; any of them means status 2
  std::size_t files_judged = 0;
  std::size_t rules_judged = 0;
  std::size_t errors = 0, warnings = 0, infos = 0;  // of all findings, hidden ones included
  std::size_t hidden = 0;                           // below the least severity
  std::size_t suppressed = 0;
  std::size_t passed_over = 0;  // files met in folders whose content is of no known kind
  std::map<Input, std::vector<const Check*>> skipped;  // by the input that was not there
  std::vector<std::string> unjudged;  // parts of files that no check looks at, one line each
  bool fails = false;                 // a finding is at or above the severity that fails a run
};

// Reads and judges. Errors: a policy that cannot be understood; everything else is in the outcome.
Result<Outcome> run(const Request& request, const FileAccess& access);

}  // namespace nsmon::lint
