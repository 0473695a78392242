// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include "base/try.h"
#include "base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace nsmon::http {
namespace {
constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hex_digit(text[i + 1]);
      const auto low = hex_digit(text[i + 2]);
      if (high && low) {
        out.push_back(static_cast<char>(*high * 16 + *low));
        i += 2;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? kHttpsPort : kHttpPort;
}

// Bytes that would end the request line or the header they are put into.
bool breaks_a_line(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

Result<std::uint16_t> parse_port(std::string_view text, std::string_view scheme) {
  if (text.empty()) return default_port(scheme);
  unsigned port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535) {
    return failure(fmt::format("the port of the URL is no number from 1 to 65535: \"{}\"",
                               printable(text.substr(0, 40))));
  }
  return static_cast<std::uint16_t>(port);
}

// "host", "host:port", "[v6]" or "[v6]:port".
Result<void> parse_host(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return failure("the URL's \"[\" has no \"]\"");
    url.host = lower_case(text.substr(0, close + 1));
    port = text.substr(close + 1);
    if (!port.empty() && port.front() != ':') return failure("text after the URL's \"]\"");
    if (!port.empty()) port.remove_prefix(1);
  } else {
    const auto colon = text.find(':');
    url.host = lower_case(text.substr(0, colon));
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  if (url.host.empty()) return failure("the URL names no host");
  TRY_ASSIGN(url.port, parse_port(port, url.scheme));
  return {};
}
}  // namespace

std::string Url::origin() const {
  if (port == default_port(scheme)) return scheme + "://" + host;
  return fmt::format("{}://{}:{}", scheme, host, port);
}

std::string Url::without_user() const {
  return origin() + target;
}

std::string Url::shown() const {
  return origin() + target.substr(0, target.find('?'));
}

Result<Url> parse_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  Url url;
  if (scheme_end != std::string_view::npos) url.scheme = lower_case(text.substr(0, scheme_end));
  if (url.scheme != "http" && url.scheme != "https") {
    return failure("the URL does not begin with http:// or https://");
  }
  if (std::ranges::any_of(text, breaks_a_line)) {
    return failure("the URL holds a blank or a control character", {},
                   "write it percent-encoded, a blank as %20");
  }
  text = text.substr(scheme_end + 3);
  text = text.substr(0, text.find('#'));
  const auto authority_end = std::min(text.find_first_of("/?"), text.size());
  auto authority = text.substr(0, authority_end);
  url.target = text.substr(authority_end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    const auto user_info = authority.substr(0, at);
    const auto colon = user_info.find(':');
    url.user = percent_decoded(user_info.substr(0, colon));
    if (colon != std::string_view::npos)
      url.password = percent_decoded(user_info.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  TRY(parse_host(authority, url));
  return url;
}

Result<Url> resolve(const Url& base, std::string_view reference) {
  const auto scheme_end = reference.find("://");
  if (scheme_end != std::string_view::npos && scheme_end < reference.find_first_of("/?#")) {
    return parse_url(reference);
  }
  const auto server = base.origin();
  if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string(reference));
  if (reference.starts_with('/')) return parse_url(server + std::string(reference));
  const auto path = base.target.substr(0, base.target.find('?'));
  if (reference.starts_with('?')) return parse_url(server + path + std::string(reference));
  const auto folder = path.substr(0, path.rfind('/') + 1);
  return parse_url(server + folder + std::string(reference));
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

}  // namespace nsmon::http
