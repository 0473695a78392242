// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/io.h"

#include <string>
#include <vector>

namespace nsmon::cli {

// `promql explain`, as typed; empty texts were not given.
struct ExplainOptions {
  std::string expression;
  std::vector<std::string> data;  // files and folders; without them nothing is evaluated
  std::string time;               // of an instant query, else start, end and step
  std::string start;
  std::string end;
  std::string step;
  std::string format = "text";
};

// Prints the tree of an expression: the type of every node, the labels of its elements and, with
// data, the series and samples it gave and the time that took.
ExitCode run_explain(const ExplainOptions& options, Io& io);

}  // namespace nsmon::cli
