// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "dashboards/imports.h"

#include <string>
#include <utility>
#include <vector>

namespace nsmon::dashboards {

// A Jsonnet text to evaluate.
struct Evaluation {
  std::string name;     // of the text, in errors
  std::string snippet;  // the text itself
  ImportFolders folders = {};
  std::vector<std::pair<std::string, std::string>> code = {};     // std.extVar(first), as Jsonnet
  std::vector<std::pair<std::string, std::string>> strings = {};  // std.extVar(first), as string
  // Names among which std.native('nearestName')(text) chooses ("" when none is near).
  std::vector<std::string> names = {};
};

struct Evaluated {
  bool succeeded = false;
  std::string text;                   // JSON, or the evaluator's error with its trace
  std::vector<ImportRecord> imports;  // the text itself first, then as they took place
};

// Opens libjsonnet, once. Errors: not installed, or a version with another interface.
Result<void> load_jsonnet();

// Evaluates. Untrusted templates can crash the process or never end: see limited_child.h.
// load_jsonnet() must have succeeded.
Evaluated evaluate(const Evaluation& evaluation);

}  // namespace nsmon::dashboards
