// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/query_output.h"
#include "cli/query_server.h"
#include "series/sample.h"

#include <chrono>
#include <optional>
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
  int limit = 0;                  // 0: none is sent
  std::vector<std::string> data;  // files and folders to ask instead of a server
};

// What queries of servers and of local data read in the same way. The errors name the option.
Result<std::string> one_word(const QueryOptions& options, std::string_view what);
Result<QueryFormat> format_of(const QueryOptions& options);
Result<std::optional<series::Timestamp>> optional_time(const std::string& text,
                                                       std::string_view option, const Io& io);
// Without --step one that gives about 250 points, in whole seconds. Fails for an end before start.
Result<std::chrono::milliseconds> step_of(const QueryOptions& options, series::Timestamp start,
                                          series::Timestamp end);

ExitCode run_query(QueryKind kind, const QueryOptions& options, Io& io);

}  // namespace nsmon::cli
