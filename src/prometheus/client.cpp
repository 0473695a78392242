// SPDX-License-Identifier: Apache-2.0
#include "prometheus/client.h"

#include "base/utf8.h"
#include "http/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace nsmon::prometheus {
namespace {
// Longer calls go into the body of a POST; some servers and proxies refuse long request lines.
constexpr std::size_t kLongestGet = 2000;
constexpr std::size_t kLongestMessage = 4000;
constexpr std::string_view kWrongServerHint =
    "is this a Prometheus server, and is no path prefix missing in its URL?";

// What stands around an answer's data (HTTP API, "Format overview").
struct Envelope {
  std::string status;
  std::string error_type;
  std::string error;
  bool has_data = false;
  Notices notices;
};

std::unexpected<Failure> fail(FailureKind kind, std::string message, std::string_view hint = {}) {
  return std::unexpected(Failure{kind, {std::move(message), {}, std::string(hint), {}}});
}

Failure transport_failure(http::Failure failure) {
  auto kind = FailureKind::unreachable;
  if (failure.kind == http::FailureKind::usage) kind = FailureKind::usage;
  if (failure.kind == http::FailureKind::stopped) kind = FailureKind::stopped;
  return {kind, std::move(failure.error)};
}

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  constexpr std::array kRows{Row{400, "Bad Request"},
                             Row{401, "Unauthorized"},
                             Row{403, "Forbidden"},
                             Row{404, "Not Found"},
                             Row{405, "Method Not Allowed"},
                             Row{407, "Proxy Authentication Required"},
                             Row{413, "Content Too Large"},
                             Row{414, "URI Too Long"},
                             Row{422, "Unprocessable Content"},
                             Row{429, "Too Many Requests"},
                             Row{500, "Internal Server Error"},
                             Row{502, "Bad Gateway"},
                             Row{503, "Service Unavailable"},
                             Row{504, "Gateway Timeout"}};
  const auto* row = std::ranges::find(kRows, status, &Row::status);
  return row == kRows.end() ? std::string_view() : row->phrase;
}

std::string encoded(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += http::escape_component(name) + "=" + http::escape_component(value);
  }
  return out;
}

bool read_notices(JsonReader& reader, std::vector<std::string>& notices) {
  return read_answer(reader, notices);
}

bool read_envelope(JsonReader& reader, const Client::ReadData& read_data, Envelope& envelope) {
  if (!reader.begin_object()) return false;
  std::string_view key;
  while (reader.next_key(key)) {
    bool read = false;
    if (key == "status") {
      read = reader.string(envelope.status);
    } else if (key == "data" && envelope.status != "error") {
      reader.at("data");
      envelope.has_data = true;
      read = read_data(reader);
      reader.at("the answer");
    } else if (key == "errorType") {
      read = reader.string(envelope.error_type);
    } else if (key == "error") {
      read = reader.string(envelope.error);
    } else if (key == "warnings") {
      read = read_notices(reader, envelope.notices.warnings);
    } else if (key == "infos") {
      read = read_notices(reader, envelope.notices.infos);
    } else {
      read = reader.skip();
    }
    if (!read) return false;
  }
  if (reader.failed() || !reader.finish()) return false;
  if (envelope.status == "error") return true;
  if (envelope.status != "success") {
    return reader.refuse("the answer has no status \"success\" or \"error\"");
  }
  return envelope.has_data || reader.refuse("the answer has no data");
}

// Reads the body as it arrives and remembers why it stopped.
struct Body {
  http::Exchange& exchange;
  std::optional<http::Failure> failure = {};
  std::string beginning = {};  // the first bytes, to recognise what is no JSON

  JsonSource source() {
    return [this]() -> std::optional<std::string_view> {
      auto piece = exchange.read();
      if (!piece) {
        failure = std::move(piece).error();
        return std::nullopt;
      }
      if (beginning.size() < kKept) beginning += piece->substr(0, kKept);
      return *piece;
    };
  }

  bool is_web_page() const {
    const auto first = beginning.find_first_not_of(" \t\r\n");
    return first != std::string::npos && beginning[first] == '<';
  }

  static constexpr std::size_t kKept = 64;
};

std::string_view parameter(const Call& call, std::string_view name) {
  const auto found = std::ranges::find(call.parameters, name, &Parameters::value_type::first);
  return found == call.parameters.end() ? std::string_view() : std::string_view(found->second);
}

// The request was understood and answered with "no".
Failure api_failure(const Envelope& envelope, const Call& call, int status) {
  auto kind = FailureKind::judged;
  if (envelope.error_type == "internal" || envelope.error_type == "unavailable") {
    kind = FailureKind::not_available;
  }
  if (status == 401 || status == 403) kind = FailureKind::refused;
  auto text = std::string_view(envelope.error).substr(0, kLongestMessage);
  auto placed = place_message(text, parameter(call, "query"));
  if (placed.span.size() > 0) return {kind, {std::move(placed.message), placed.span, {}, {}}};
  const auto type = envelope.error_type.empty() ? std::string("error") : envelope.error_type;
  return {kind,
          {fmt::format("the server says {}: {}", printable(type), placed.message), {}, {}, {}}};
}

// "localhost:9090" is a URL to everybody but the standard.
std::string with_scheme(std::string_view server) {
  return server.contains("://") ? std::string(server) : "http://" + std::string(server);
}
}  // namespace

Outcome<Client> Client::create(std::string_view server, http::Options options) {
  if (server.empty()) return fail(FailureKind::usage, "the URL of the server is empty");
  auto url = http::parse_url(with_scheme(server));
  if (!url) return std::unexpected(Failure{FailureKind::usage, std::move(url).error()});
  if (url->target.contains('?')) {
    return fail(FailureKind::usage, "the URL of the server has a query part",
                "give its address and path prefix only");
  }
  if (options.user.empty() && !url->user.empty()) {
    options.user = url->user;
    options.password = url->password;
  }
  auto base = url->without_user();
  while (base.ends_with('/')) base.pop_back();
  return Client(std::move(base), url->shown(), std::move(options));
}

Client::Client(std::string base_url, std::string shown_server, http::Options options)
    : base_url_(std::move(base_url)),
      shown_server_(std::move(shown_server)),
      http_(std::move(options)) {}

Outcome<Notices> Client::call(const Call& call, const ReadData& read_data) {
  http::Request request{.url = base_url_ + call.path, .headers = {{"Accept", "application/json"}}};
  auto parameters = encoded(call.parameters);
  if (call.takes_post && request.url.size() + parameters.size() > kLongestGet) {
    request.method = http::Method::post;
    request.body = std::move(parameters);
  } else if (!parameters.empty()) {
    request.url += "?" + parameters;
  }
  auto exchange = http_.open(request);
  if (!exchange) return std::unexpected(transport_failure(std::move(exchange).error()));
  const auto status = exchange->head().status;
  if (status < 200 || status > 299) {
    return std::unexpected(failure_of_status(exchange->head(), *exchange, call));
  }
  Body body{*exchange};
  JsonReader reader(body.source());
  Envelope envelope;
  if (!read_envelope(reader, read_data, envelope)) {
    if (body.failure) return std::unexpected(transport_failure(std::move(*body.failure)));
    const auto where = base_url_ + call.path;
    if (body.is_web_page()) {
      return fail(FailureKind::not_the_api,
                  fmt::format("{} answers with a web page instead of JSON", where),
                  kWrongServerHint);
    }
    return fail(
        FailureKind::not_the_api,
        fmt::format("{} does not answer as the Prometheus API does: {}", where, reader.problem()),
        kWrongServerHint);
  }
  if (envelope.status == "error") return std::unexpected(api_failure(envelope, call, status));
  return std::move(envelope.notices);
}

// A status other than 2xx comes with the API's own error document, or from something in between.
Failure Client::failure_of_status(const http::Head& head, http::Exchange& exchange,
                                  const Call& call) {
  Body body{exchange};
  JsonReader reader(body.source());
  Envelope envelope;
  const auto ignore_data = [](JsonReader& data) { return data.skip(); };
  if (read_envelope(reader, ignore_data, envelope) && envelope.status == "error") {
    return api_failure(envelope, call, head.status);
  }
  if (body.failure && body.failure->kind == http::FailureKind::stopped) {
    return transport_failure(std::move(*body.failure));
  }
  auto status = fmt::format("HTTP {}", head.status);
  if (const auto phrase = reason_phrase(head.status); !phrase.empty()) {
    status += fmt::format(" {}", phrase);
  }
  const auto where = base_url_ + call.path;
  if (head.status == 401 || head.status == 403) {
    return {FailureKind::refused,
            {fmt::format("{} refuses access: {}", where, status),
             {},
             "credentials are missing, wrong, or not enough",
             {}}};
  }
  const auto hint = head.status == 404 ? kWrongServerHint : std::string_view();
  return {FailureKind::not_the_api,
          {fmt::format("{} answers with {}", where, status), {}, std::string(hint), {}}};
}

}  // namespace nsmon::prometheus
