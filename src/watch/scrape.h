// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.h"
#include "watch/endpoint.h"
#include "watch/snapshot.h"

#include <cstdint>
#include <string>
#include <variant>

namespace nsmon::watch {

// Largest answer that is read, after decompression.
inline constexpr std::uint64_t kLargestScrape = std::uint64_t{16} << 20;

enum class Obstacle : std::uint8_t {
  refused,         // nobody listens
  timeout,         // no complete answer in time
  http_status,     // an answer, but not 200
  empty,           // 200 without a body
  quoted,          // a JSON string with the exposition in it
  not_exposition,  // no line of it could be read
  other,           // name not known, TLS, connection broken, too large
};

// Why a scrape gave nothing: one line without line break, safe to print.
struct NoScrape {
  Obstacle obstacle = Obstacle::other;
  std::string reason;
};

using Scrape = std::variant<Snapshot, NoScrape>;

// Asks the endpoint once. `client` has the time-out.
Scrape scrape(http::Client& client, const Endpoint& endpoint, bool with_instance);

// What an answer means.
Scrape read_answer(const http::Response& response, std::string_view instance);

}  // namespace nsmon::watch
