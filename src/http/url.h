// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsmon::http {

// An http or https URL in its parts. The fragment is dropped.
struct Url {
  std::string scheme = {};    // "http" or "https"
  std::string user = {};      // percent-decoded
  std::string password = {};  // percent-decoded
  std::string host = {};      // lower case; an IPv6 address keeps its brackets
  std::uint16_t port = 0;     // never 0 after parse_url
  std::string target = {};    // path and query, begins with "/"

  // "https://host:8443", without the port when it is the scheme's own, never with user information.
  std::string origin() const;
  // origin() and target: what is sent.
  std::string without_user() const;
  // origin() and path: what messages show; queries may carry secrets.
  std::string shown() const;
};

// Errors name what is wrong without repeating user information.
Result<Url> parse_url(std::string_view text);

// What a Location header means seen from `base` (RFC 3986, section 5, without removing dot
// segments, which servers do themselves).
Result<Url> resolve(const Url& base, std::string_view reference);

// Same scheme, host and port: who may see the credentials of the one may see those of the other.
bool same_origin(const Url& a, const Url& b);

}  // namespace nsmon::http
