// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <limits>

namespace nsmon {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
  bool only_when_exact;  // 1w1d reads worse than 8d
};

constexpr std::array<Unit, 7> kUnits{{{"y", 365LL * 24 * 3600 * 1000, true},
                                      {"w", 7LL * 24 * 3600 * 1000, true},
                                      {"d", 24LL * 3600 * 1000, false},
                                      {"h", 3600LL * 1000, false},
                                      {"m", 60LL * 1000, false},
                                      {"s", 1000, false},
                                      {"ms", 1, false}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// Index into kUnits, or its size when the name is unknown.
std::size_t unit_index(std::string_view name) {
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (kUnits[i].name == name) return i;
  }
  return kUnits.size();
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const Span whole{0, static_cast<std::uint32_t>(text.size())};
  if (text.empty()) return failure("empty duration string", whole, "write for example 5m");
  if (text == "0") return std::chrono::milliseconds(0);
  const auto malformed = [&] {
    return failure(fmt::format("not a valid duration string: {}", quoted(text)), whole,
                   "write whole numbers with y, w, d, h, m, s or ms, such as 1h30m");
  };
  // The limit is that of a count of nanoseconds in 64 bits, as in Go.
  constexpr std::int64_t limit_ms = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::int64_t count = 0;
    const std::size_t first_digit = at;
    bool too_large = false;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      too_large = too_large || count > limit_ms / 10;
      if (!too_large) count = count * 10 + (text[at] - '0');
    }
    const std::size_t first_letter = at;
    while (at < text.size() && is_letter(text[at])) ++at;
    const std::size_t unit = unit_index(text.substr(first_letter, at - first_letter));
    if (first_letter == first_digit || unit < next_unit || unit == kUnits.size()) {
      return malformed();
    }
    next_unit = unit + 1;
    if (too_large || count > (limit_ms - total) / kUnits[unit].milliseconds) {
      return failure("duration out of range", whole, "the longest duration is about 292 years");
    }
    total += count * kUnits[unit].milliseconds;
  }
  return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds duration) {
  if (duration.count() == 0) return "0s";
  std::string text;
  auto rest = static_cast<std::uint64_t>(duration.count());
  if (duration.count() < 0) {
    text = "-";
    rest = 0 - rest;
  }
  for (const Unit& unit : kUnits) {
    const auto size = static_cast<std::uint64_t>(unit.milliseconds);
    if (unit.only_when_exact && rest % size != 0) continue;
    if (const std::uint64_t count = rest / size; count > 0) {
      text += fmt::format("{}{}", count, unit.name);
      rest %= size;
    }
  }
  return text;
}

}  // namespace nsmon
