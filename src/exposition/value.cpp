// SPDX-License-Identifier: Apache-2.0
#include "exposition/value.h"

#include "base/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>

namespace nsmon::exposition {
namespace {

// Powers of ten that a double holds exactly.
constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads digits into `number`, at most 18 of them, so that it cannot overflow. Returns how many.
int take_digits(const char*& at, const char* end, std::uint64_t& number, int room) {
  const char* const begin = at;
  while (at != end && is_digit(*at) && at - begin < room) {
    number = number * 10 + static_cast<std::uint64_t>(*at - '0');
    ++at;
  }
  return static_cast<int>(at - begin);
}

// Plain decimals with a small exponent: both the digits and the power of ten are exact doubles, so
// one division or multiplication rounds as the definition asks (Clinger's fast path). Anything
// else: none.
std::optional<double> parse_short(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  std::uint64_t digits = 0;
  const int whole = take_digits(at, end, digits, 15);
  int fraction = 0;
  if (at != end && *at == '.') {
    ++at;
    fraction = take_digits(at, end, digits, 15 - whole);
  }
  if (whole + fraction == 0) return std::nullopt;
  int exponent = -fraction;
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    const bool down = at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    std::uint64_t power = 0;
    if (take_digits(at, end, power, 3) == 0) return std::nullopt;
    exponent += down ? -static_cast<int>(power) : static_cast<int>(power);
  }
  if (at != end || exponent < -22 || exponent > 22) return std::nullopt;
  auto value = static_cast<double>(digits);
  const double power = kPowers[static_cast<std::size_t>(std::abs(exponent))];
  value = exponent < 0 ? value / power : value * power;
  return negative ? -value : value;
}

}  // namespace

std::optional<double> parse_value(std::string_view text) {
  if (const auto value = parse_short(text)) return value;
  if (text == "NaN") return series::normal_nan();
  // Go's ParseFloat would take these too, but Prometheus keeps them out of its formats.
  if (text.find_first_of("pPxX_") != std::string_view::npos) return std::nullopt;
  const auto value = parse_float(text);
  if (value && std::isnan(*value)) return series::normal_nan();
  return value;
}

std::optional<series::Timestamp> parse_milliseconds(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
  series::Timestamp time = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, time);
  if (error != std::errc() || at != end || text.empty()) return std::nullopt;
  return time;
}

std::optional<series::Timestamp> parse_seconds(std::string_view text) {
  const auto seconds = parse_value(text);
  if (!seconds || !std::isfinite(*seconds)) return std::nullopt;
  const double milliseconds = *seconds * 1000;
  if (std::abs(milliseconds) >= 9.2e18) return std::nullopt;
  return static_cast<series::Timestamp>(milliseconds);
}

}  // namespace nsmon::exposition
