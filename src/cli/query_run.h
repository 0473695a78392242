// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/query_server.h"

#include <string>
#include <vector>

namespace nsmon::cli {

enum class QueryKind {
  instant,
  range,
  series,
  labels,
  label_values,
  metadata,
  targets,
  rules,
  alerts,
  status,
};

// What was typed, not yet understood; empty texts were not given.
struct QueryOptions {
  ServerOptions server;
  std::string format = "table";
  std::vector<std::string> words;  // the expression, selectors, or a name
  std::string time;
  std::string start;
  std::string end;
  std::string step;
  std::vector<std::string> matchers;
  std::string state;
  std::string type;
  int limit = 0;  // 0: none is sent
};

ExitCode run_query(QueryKind kind, const QueryOptions& options, Io& io);

}  // namespace nsmon::cli
