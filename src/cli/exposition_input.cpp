// SPDX-License-Identifier: Apache-2.0
#include "cli/exposition_input.h"

#include "base/duration.h"
#include "base/piece_reader.h"
#include "base/redact.h"
#include "base/try.h"
#include "base/utf8.h"
#include "http/client.h"

#include <fmt/core.h>

#include <memory>
#include <optional>
#include <utility>

namespace nsmon::cli {
namespace {

constexpr std::size_t kTailBytes = 16;  // room for "\n# EOF\n"

Result<ExpositionInput> open_file(const std::string& path) {
  TRY_ASSIGN(PieceReader opened, PieceReader::open(path));
  auto reader = std::make_shared<PieceReader>(std::move(opened));  // lives with the function below
  return ExpositionInput{.name = path == "-" ? "<stdin>" : path,
                         .content_type = {},
                         .tail = reader->tail(kTailBytes),
                         .next = [reader] { return reader->next(); }};
}

Result<http::Options> http_options(const FetchOptions& fetch) {
  http::Options options;
  for (const std::string& header : fetch.headers) {
    const std::size_t colon = header.find(':');
    if (colon == std::string::npos || colon == 0) {
      return failure("expected a header as \"Name: value\"");
    }
    const std::size_t value = header.find_first_not_of(" \t", colon + 1);
    options.headers.push_back(
        {header.substr(0, colon), value == std::string::npos ? "" : header.substr(value)});
  }
  TRY_ASSIGN(options.timeout, parse_duration(fetch.timeout));
  if (fetch.insecure) options.tls_check = http::TlsCheck::skip;
  return options;
}

// A client and the answer that it is reading.
struct Fetch {
  http::Client client;
  std::optional<http::Exchange> exchange;
};

Result<ExpositionInput> open_url(const std::string& url, const FetchOptions& options) {
  TRY_ASSIGN(http::Options http, http_options(options));
  auto fetch = std::make_shared<Fetch>(Fetch{http::Client(std::move(http)), {}});
  auto exchange = fetch->client.open({.url = url, .headers = {{"Accept", options.accept}}});
  if (!exchange) return std::unexpected(std::move(exchange).error().error);
  const http::Head head = exchange->head();
  const std::string shown = redact_url(url);
  if (head.status != 200) {
    return failure(fmt::format("{} answers {}", printable(shown), head.status), {},
                   "expected 200 and the metrics as text");
  }
  if (head.content_type.contains("html")) {
    return failure(fmt::format("{} answers HTML, expected an exposition", printable(shown)), {},
                   "metrics are usually under /metrics");
  }
  fetch->exchange.emplace(*std::move(exchange));
  return ExpositionInput{.name = shown,
                         .content_type = head.content_type,
                         .tail = {},
                         .next = [fetch]() -> Result<std::string_view> {
                           auto piece = fetch->exchange->read();
                           if (!piece) return std::unexpected(std::move(piece).error().error);
                           return *piece;
                         }};
}

}  // namespace

bool is_url(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

Result<ExpositionInput> open_exposition(const std::string& source, const FetchOptions& fetch) {
  return is_url(source) ? open_url(source, fetch) : open_file(source);
}

}  // namespace nsmon::cli
