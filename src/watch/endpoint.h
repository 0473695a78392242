// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsmon::watch {

inline constexpr std::uint16_t kDefaultPort = 8000;

// Something to scrape.
struct Endpoint {
  std::string url;       // as requested; may hold credentials
  std::string shown;     // the same without them
  std::string instance;  // "host:port"
};

// Reads "host", "host:port" or a URL. Without a port it is 8000 (for a URL: that of its scheme),
// without a path /metrics.
Result<Endpoint> parse_endpoint(std::string_view text);

// http://localhost:PORT/metrics
Endpoint local_endpoint(std::uint16_t port);

// A port of 127.0.0.1 that is free now.
Result<std::uint16_t> free_port();

// Tells whether somebody listens on that port of 127.0.0.1 already.
bool is_port_taken(std::uint16_t port);

}  // namespace nsmon::watch
