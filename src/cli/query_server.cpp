// SPDX-License-Identifier: Apache-2.0
#include "cli/query_server.h"

#include "base/duration.h"
#include "base/try.h"
#include "base/utf8.h"
#include "cli/version.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace nsmon::cli {
namespace {
constexpr std::string_view kGroup = "Server";

std::string from_environment(const Io& io, const char* name) {
  return io.environment(name).value_or("");
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// The secret in a file, without the line break that editors put at its end.
Result<std::string> read_secret(const std::string& path, std::string_view option, Io& io) {
  auto content = io.read_input(path);
  if (!content) {
    content.error().message = fmt::format("{}: {}", option, content.error().message);
    return std::unexpected(std::move(content).error());
  }
  const auto secret = trimmed(*content);
  if (secret.empty()) return failure(fmt::format("{}: the file is empty", option));
  return std::string(secret);
}

Result<void> set_user(const ServerOptions& options, Io& io, http::Options& http) {
  http.user = options.user.empty() ? from_environment(io, "NSMON_USER") : options.user;
  if (http.user.contains(':')) {
    return failure("the name of a user cannot hold \":\"", {},
                   "give the password through --password-file or NSMON_PASSWORD");
  }
  if (http.user.empty()) {
    if (options.password_file.empty()) return {};
    return failure("--password-file needs a user", {}, "name one with --user");
  }
  if (options.password_file.empty()) {
    http.password = from_environment(io, "NSMON_PASSWORD");
    return {};
  }
  TRY_ASSIGN(http.password, read_secret(options.password_file, "--password-file", io));
  return {};
}

Result<void> set_token(const ServerOptions& options, Io& io, http::Options& http) {
  if (!options.bearer_token.empty() && !options.bearer_token_file.empty()) {
    return failure("--bearer-token and --bearer-token-file exclude each other");
  }
  if (!options.bearer_token_file.empty()) {
    TRY_ASSIGN(http.bearer_token,
               read_secret(options.bearer_token_file, "--bearer-token-file", io));
  } else if (!options.bearer_token.empty()) {
    http.bearer_token = options.bearer_token;
  } else if (http.user.empty()) {
    http.bearer_token = trimmed(from_environment(io, "NSMON_BEARER_TOKEN"));
  }
  if (!http.user.empty() && !http.bearer_token.empty()) {
    return failure("a user and a bearer token exclude each other");
  }
  return {};
}

Result<http::Header> parse_header(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) {
    return failure("--header expects a name and a value", {}, "write -H 'X-Scope-OrgID: team-a'");
  }
  return http::Header{std::string(trimmed(text.substr(0, colon))),
                      std::string(trimmed(text.substr(colon + 1)))};
}

Result<std::chrono::milliseconds> parse_timeout(std::string_view text) {
  const auto timeout = parse_duration(text);
  if (timeout && timeout->count() > 0) return *timeout;
  return failure(
      fmt::format("--timeout expects a duration such as 30s, not \"{}\"", printable(text)));
}

std::string server_url(const ServerOptions& options, const Io& io) {
  if (!options.server.empty()) return options.server;
  for (const char* name : {"NSMON_SERVER", "PROMETHEUS_URL"}) {
    if (auto url = from_environment(io, name); !url.empty()) return url;
  }
  return std::string(kDefaultServer);
}

ExitCode status_of(prometheus::FailureKind kind) {
  switch (kind) {
    case prometheus::FailureKind::judged: return ExitCode::findings;
    case prometheus::FailureKind::stopped: return ExitCode::interrupted;
    default: return ExitCode::usage;
  }
}

constexpr std::string_view kExpressionName = "expression";

void report_notice(Io& io, Severity severity, std::string_view text, std::string_view expression) {
  auto placed = prometheus::place_message(text, expression);
  // The server repeats the severity in words.
  for (const std::string_view prefix : {"PromQL warning: ", "PromQL info: "}) {
    if (placed.message.starts_with(prefix)) placed.message.erase(0, prefix.size());
  }
  if (placed.span.size() == 0) {
    io.err.write(fmt::format("{}: {}\n", to_string(severity), placed.message));
    return;
  }
  const SourceText source{std::string(kExpressionName), std::string(expression)};
  io.err.write(
      render({.severity = severity, .message = std::move(placed.message), .span = placed.span},
             source, io.err_colour));
}
}  // namespace

void bind_server_options(CLI::App& app, ServerOptions& options) {
  const std::string group(kGroup);
  const auto text = [&](const std::string& names, std::string& target, const std::string& what,
                        const std::string& value) {
    app.add_option(names, target, what)->type_name(value)->group(group);
  };
  text("-s,--server", options.server,
       fmt::format("server to ask [NSMON_SERVER, PROMETHEUS_URL, {}]", kDefaultServer), "URL");
  text("--user", options.user, "user; the password comes from NSMON_PASSWORD or a file", "NAME");
  text("--password-file", options.password_file, "file with the user's password", "FILE");
  text("--bearer-token", options.bearer_token, "token [NSMON_BEARER_TOKEN]", "TOKEN");
  text("--bearer-token-file", options.bearer_token_file, "file with the token", "FILE");
  app.add_option("-H,--header", options.headers, "header to send, such as 'X-Scope-OrgID: team-a'")
      ->type_name("HEADER")
      ->allow_extra_args(false)
      ->group(group);
  text("--ca-file", options.ca_file, "certificates of authorities to trust", "FILE");
  text("--cert-file", options.cert_file, "client certificate", "FILE");
  text("--key-file", options.key_file, "key of the client certificate", "FILE");
  app.add_flag("--insecure", options.insecure, "do not check the server's certificate")
      ->group(group);
  text("--timeout", options.timeout, "longest wait for an answer [2m]", "DURATION");
}

Result<prometheus::Client> connect(const ServerOptions& options, Io& io) {
  http::Options http;
  http.user_agent = fmt::format("nsmon/{}", kVersion);
  TRY(set_user(options, io, http));
  TRY(set_token(options, io, http));
  for (const auto& text : options.headers) {
    TRY_ASSIGN(auto header, parse_header(text));
    http.headers.push_back(std::move(header));
  }
  http.ca_file = options.ca_file;
  http.cert_file = options.cert_file;
  http.key_file = options.key_file;
  if (http.cert_file.empty() && !http.key_file.empty()) {
    return failure("--key-file needs --cert-file");
  }
  http.tls_check = options.insecure ? http::TlsCheck::skip : http::TlsCheck::verify;
  TRY_ASSIGN(http.timeout, parse_timeout(options.timeout));
  auto client = prometheus::Client::create(server_url(options, io), std::move(http));
  if (!client) {
    auto error = std::move(client).error().error;
    error.message = "cannot ask the server: " + error.message;
    return std::unexpected(std::move(error));
  }
  return std::move(*client);
}

ExitCode report_failure(Io& io, const prometheus::Failure& failure, std::string_view expression) {
  const auto status = status_of(failure.kind);
  if (failure.error.span.size() == 0) return report(io, failure.error, status);
  const SourceText source{std::string(kExpressionName), std::string(expression)};
  return report(io, failure.error, source, status);
}

void report_notices(Io& io, const prometheus::Notices& notices, std::string_view expression) {
  for (const auto& text : notices.warnings) {
    report_notice(io, Severity::warning, text, expression);
  }
  for (const auto& text : notices.infos) report_notice(io, Severity::info, text, expression);
}

}  // namespace nsmon::cli
