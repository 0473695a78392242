// SPDX-License-Identifier: Apache-2.0
#include "base/redact.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace nsmon {
namespace {

constexpr std::string_view kHidden = "xxxxx";

bool names_a_secret(std::string_view parameter) {
  constexpr std::array<std::string_view, 7> words{"token", "secret", "passw",     "key",
                                                  "auth",  "sig",    "credential"};
  std::string lower(parameter);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.contains(word); });
}

std::string redact_query(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && names_a_secret(pair.substr(0, equals))) {
      out += pair.substr(0, equals + 1);
      out += kHidden;
    } else {
      out += pair;
    }
    if (end < query.size()) out += '&';
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

}  // namespace

std::string redact_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::size_t host = scheme + 3;
  const std::size_t path = std::min(url.find_first_of("/?#", host), url.size());
  const std::size_t at = url.substr(host, path - host).rfind('@');
  std::string out(url.substr(0, host));
  if (at == std::string_view::npos) {
    out += url.substr(host, path - host);
  } else {
    out += kHidden;
    out += url.substr(host + at, path - host - at);
  }
  const std::string_view rest = url.substr(path);
  const std::size_t question = rest.find('?');
  if (question == std::string_view::npos) return out.append(rest);
  out += rest.substr(0, question + 1);
  const std::size_t fragment = std::min(rest.find('#', question), rest.size());
  out += redact_query(rest.substr(question + 1, fragment - question - 1));
  return out.append(rest.substr(fragment));
}

}  // namespace nsmon
