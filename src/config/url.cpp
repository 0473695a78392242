// SPDX-License-Identifier: Apache-2.0
// What Go's url.Parse refuses. Prometheus parses proxy and remote-write addresses with it when it
// loads a configuration; nearly every text is a URL to it, so only the refusals are followed here.
#include "base/utf8.h"
#include "config/parts.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::config {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::optional<std::string> escape_problem(std::string_view part) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') continue;
    if (i + 2 < part.size() && is_hex(part[i + 1]) && is_hex(part[i + 2])) continue;
    return fmt::format("invalid URL escape {}", nsmon::quoted(part.substr(i, 3)));
  }
  return std::nullopt;
}

// Letters, digits, "-_.~", sub-delimiters, ":[]<>\"" and all bytes of other scripts may stand in a
// host.
std::optional<std::string> host_problem(std::string_view host) {
  constexpr std::string_view kAllowed = "-_.~!$&'()*+,;=:[]<>\"%";
  for (const char c : host) {
    const bool high = static_cast<unsigned char>(c) >= 0x80;
    if (is_letter(c) || is_digit(c) || high || kAllowed.contains(c)) continue;
    return fmt::format("invalid character {} in host name", nsmon::quoted(std::string_view(&c, 1)));
  }
  // Of the bytes below 0x80 only the percent sign of a zone may be escaped.
  for (std::size_t at = host.find('%'); at != std::string_view::npos; at = host.find('%', at + 1)) {
    const std::string_view part = host.substr(at, 3);
    const bool hex = part.size() == 3 && is_hex(part[1]) && is_hex(part[2]);
    if (!hex || (part[1] < '8' && part != "%25")) {
      return fmt::format("invalid URL escape {}", nsmon::quoted(part));
    }
  }
  std::size_t colon = host.rfind(':');
  if (host.starts_with('[')) {
    const std::size_t close = host.rfind(']');
    if (close == std::string_view::npos) return "missing ']' in host";
    if (close + 1 == host.size()) return std::nullopt;
    if (host[close + 1] != ':')
      return fmt::format("invalid port {} after host", nsmon::quoted(host.substr(close + 1)));
    colon = close + 1;
  }
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view port = host.substr(colon + 1);
  if (!std::ranges::all_of(port, is_digit)) {
    return fmt::format("invalid port {} after host", nsmon::quoted(host.substr(colon)));
  }
  return std::nullopt;
}

std::optional<std::string> authority_problem(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return host_problem(authority);
  constexpr std::string_view kAllowed = "-._:~!$&'()*+,;=%@";
  const std::string_view user = authority.substr(0, at);
  const auto valid = [&](char c) { return is_letter(c) || is_digit(c) || kAllowed.contains(c); };
  if (!std::ranges::all_of(user, valid)) return "net/url: invalid userinfo";
  if (auto problem = escape_problem(user)) return problem;
  return host_problem(authority.substr(at + 1));
}

// Length of the scheme with its colon; 0 without one. Nothing when a colon comes first.
std::optional<std::size_t> scheme_length(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_letter(c)) continue;
    if (is_digit(c) || c == '+' || c == '-' || c == '.') {
      if (i == 0) return 0;
      continue;
    }
    if (c != ':') return 0;
    if (i == 0) return std::nullopt;
    return i + 1;
  }
  return 0;
}

}  // namespace

std::optional<std::string> url_problem(std::string_view text) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(text, control)) return "net/url: invalid control character in URL";
  text = text.substr(0, text.find('#'));
  const auto scheme = scheme_length(text);
  if (!scheme) return "missing protocol scheme";
  std::string_view rest = text.substr(*scheme);
  rest = rest.substr(0, rest.find('?'));
  if (!rest.starts_with('/')) {
    if (*scheme > 0) return std::nullopt;  // opaque
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment.contains(':')) return "first path segment in URL cannot contain colon";
  }
  if (rest.starts_with("//") && (*scheme > 0 || !rest.starts_with("///"))) {
    rest.remove_prefix(2);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (auto problem = authority_problem(rest.substr(0, slash))) return problem;
    rest.remove_prefix(slash);
  }
  return escape_problem(rest);
}

}  // namespace nsmon::config
