// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/io.h"
#include "prometheus/client.h"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace nsmon::cli {

// Which server to ask and how to be let in, as typed. Whatever is empty may come from the
// environment: NSMON_SERVER or PROMETHEUS_URL, NSMON_USER, NSMON_PASSWORD, NSMON_BEARER_TOKEN.
struct ServerOptions {
  std::string server;
  std::string user;
  std::string password_file;
  std::string bearer_token;
  std::string bearer_token_file;
  std::vector<std::string> headers;  // "Name: value"
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool insecure = false;
  std::string timeout = "2m";
};

inline constexpr std::string_view kDefaultServer = "http://localhost:9090";

// Declares the options on a command; `options` must outlive its parsing.
void bind_server_options(CLI::App& app, ServerOptions& options);

// A client that has asked nothing yet. Errors name the option at fault, never its secret value.
Result<prometheus::Client> connect(const ServerOptions& options, Io& io);

// Prints why there is no result and returns the status that goes with it; when the server names a
// place, it is marked in the expression.
ExitCode report_failure(Io& io, const prometheus::Failure& failure, std::string_view expression);

// Prints warnings and infos of an answer on err.
void report_notices(Io& io, const prometheus::Notices& notices, std::string_view expression);

}  // namespace nsmon::cli
