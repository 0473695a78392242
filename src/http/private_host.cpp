// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace nsmon::http {
namespace {
std::optional<std::uint32_t> ipv4_address(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    unsigned value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || value > 255) return std::nullopt;
    address = address << 8 | value;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part == 3) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return address;
}

struct Range {
  std::uint32_t address;
  int bits;
};

// Loopback (RFC 1122), private use (RFC 1918), link-local (RFC 3927), shared between carrier and
// customer (RFC 6598), unspecified.
constexpr std::array kPrivateRanges{
    Range{0x7f000000, 8},  Range{0x0a000000, 8},  Range{0xac100000, 12}, Range{0xc0a80000, 16},
    Range{0xa9fe0000, 16}, Range{0x64400000, 10}, Range{0x00000000, 32}};

bool is_private(std::uint32_t address) {
  return std::ranges::any_of(kPrivateRanges, [&](const Range& range) {
    return (address ^ range.address) >> (32 - range.bits) == 0;
  });
}

// Loopback, unique local fc00::/7, link-local fe80::/10, or an IPv4 address mapped into IPv6.
bool is_private_ipv6(std::string_view text) {
  if (text == "::1" || text == "::") return true;
  if (text.starts_with("::ffff:")) {
    const auto mapped = ipv4_address(text.substr(7));
    return mapped && is_private(*mapped);
  }
  if (text.find(':') != 4) return false;
  const auto first = text.substr(0, 2);
  if (first == "fc" || first == "fd") return true;
  return first == "fe" && std::string_view("89ab").contains(text[2]);
}
}  // namespace

bool is_private_host(std::string_view host) {
  std::string name(host);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (name.starts_with('[') && name.ends_with(']')) {
    return is_private_ipv6(std::string_view(name).substr(1, name.size() - 2));
  }
  if (const auto address = ipv4_address(name)) return is_private(*address);
  if (!name.contains('.')) return true;
  constexpr std::array<std::string_view, 6> kPrivateDomains{".localhost", ".local", ".lan",
                                                            ".internal",  ".svc",   ".home.arpa"};
  return std::ranges::any_of(kPrivateDomains,
                             [&](std::string_view domain) { return name.ends_with(domain); });
}

}  // namespace nsmon::http
