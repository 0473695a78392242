// SPDX-License-Identifier: Apache-2.0
#include "watch/scrape.h"

#include "base/utf8.h"
#include "exposition/format.h"
#include "exposition/parse.h"

#include <fmt/core.h>

namespace nsmon::watch {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Obstacle obstacle_of(http::FailureKind kind) {
  switch (kind) {
    case http::FailureKind::refused: return Obstacle::refused;
    case http::FailureKind::timeout: return Obstacle::timeout;
    default: return Obstacle::other;
  }
}

// The beginning of a body, to tell what came instead.
std::string beginning(std::string_view body) {
  constexpr std::size_t kLongest = 40;
  body.remove_prefix(std::min(body.find_first_not_of(kBlanks), body.size()));
  return printable(body.substr(0, std::min(kLongest, body.find('\n'))));
}

// A web framework that answers a text with its JSON writer puts it into quotes.
bool is_quoted_exposition(std::string_view body) {
  body.remove_prefix(std::min(body.find_first_not_of(kBlanks), body.size()));
  return body.starts_with("\"#") || (body.starts_with('"') && body.find("\\n") != body.npos);
}

}  // namespace

Scrape read_answer(const http::Response& response, std::string_view instance) {
  if (response.head.status != 200) {
    return NoScrape{Obstacle::http_status, fmt::format("HTTP status {}", response.head.status)};
  }
  const std::string_view body = response.body;
  if (body.find_first_not_of(kBlanks) == std::string_view::npos) {
    return NoScrape{Obstacle::empty, "the answer is empty"};
  }
  if (is_quoted_exposition(body)) {
    return NoScrape{Obstacle::quoted,
                    "the answer is a JSON string: the endpoint puts the metrics into quotes"};
  }
  const auto format = exposition::format_of_content_type(response.head.content_type);
  const auto parsed = exposition::parse(body, format);
  if (!parsed) {
    return NoScrape{Obstacle::not_exposition,
                    fmt::format("the answer is no exposition: {}", parsed.error().message)};
  }
  Snapshot snapshot = to_snapshot(*parsed, instance);
  if (snapshot.series.empty() && !parsed->problems.empty()) {
    return NoScrape{Obstacle::not_exposition, fmt::format("the answer is no exposition: it begins "
                                                          "with {}",
                                                          quoted(beginning(body)))};
  }
  return snapshot;
}

Scrape scrape(http::Client& client, const Endpoint& endpoint, bool with_instance) {
  const auto response =
      client.send({.url = endpoint.url,
                   .headers = {{"Accept",
                                "application/openmetrics-text;version=1.0.0;q=0.5,"
                                "text/plain;version=0.0.4;q=0.9,*/*;q=0.1"}}});
  if (!response) {
    const http::Failure& failure = response.error();
    return NoScrape{obstacle_of(failure.kind), printable(failure.error.message)};
  }
  return read_answer(*response, with_instance ? endpoint.instance : std::string_view{});
}

}  // namespace nsmon::watch
