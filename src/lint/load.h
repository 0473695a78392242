// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lint/file_set.h"
#include "lint/runner.h"

#include <string>

namespace nsmon::lint {

// How a file came into the run, which decides what it is taken for when its content does not tell.
enum class Arrival {
  named,   // as an argument: always judged
  config,  // by --config: a prometheus.yml whatever it looks like
  met,     // while walking a folder: passed over when its kind is unknown
  needed   // by a prometheus.yml: read, not judged
};

// Reads a text into a model of its kind. False when a file met in a folder is of no known kind, and
// is not to be kept.
bool read_model(LintFile& file, Arrival arrival, const Request& request, FileSet& files);

// Adds the files of the request and the rule files that they load. Trouble goes to the outcome.
void load_files(const Request& request, const FileAccess& access, Outcome& outcome);

}  // namespace nsmon::lint
