// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "template/function.h"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

// Numbers for people, and times (Prometheus, "Template reference", "Numbers").
namespace nsmon::templates {
namespace {

using Number = std::expected<double, std::string>;

constexpr double kNanosecondsPerSecond = 1e9;
constexpr int kShownDigits = 4;

Number to_number(const Value& value) {
  if (const auto* real = value.get_if<double>()) return *real;
  if (const auto* integer = value.get_if<std::int64_t>()) return static_cast<double>(*integer);
  if (const auto* text = value.get_if<std::string>()) {
    if (const auto parsed = parse_float(*text)) return *parsed;
    return std::unexpected(
        fmt::format("strconv.ParseFloat: parsing {}: invalid syntax", quoted(*text)));
  }
  return std::unexpected(fmt::format("can't convert {} to float", type_name(value)));
}

std::string short_number(double value) {
  return format_g(value, kShownDigits);
}

// Divides by `base` as long as the value reaches it and there is a prefix.
std::string with_large_prefix(double value, double base, std::span<const std::string_view> names) {
  std::string_view prefix;
  for (const std::string_view name : names) {
    if (std::abs(value) < base) break;
    prefix = name;
    value /= base;
  }
  return short_number(value) + std::string(prefix);
}

std::string with_small_prefix(double value) {
  constexpr std::array<std::string_view, 8> kPrefixes{"m", "u", "n", "p", "f", "a", "z", "y"};
  std::string_view prefix;
  for (const std::string_view name : kPrefixes) {
    if (std::abs(value) >= 1) break;
    prefix = name;
    value *= 1000;
  }
  return short_number(value) + std::string(prefix);
}

std::string humanize(double value) {
  constexpr std::array<std::string_view, 8> kPrefixes{"k", "M", "G", "T", "P", "E", "Z", "Y"};
  if (value == 0 || !std::isfinite(value)) return short_number(value);
  if (std::abs(value) >= 1) return with_large_prefix(value, 1000, kPrefixes);
  return with_small_prefix(value);
}

std::string humanize_binary(double value) {
  constexpr std::array<std::string_view, 8> kPrefixes{"ki", "Mi", "Gi", "Ti",
                                                      "Pi", "Ei", "Zi", "Yi"};
  if (std::abs(value) <= 1 || !std::isfinite(value)) return short_number(value);
  return with_large_prefix(value, 1024, kPrefixes);
}

// Go's conversion of a float to int64 on amd64: what does not fit is the smallest integer.
std::int64_t to_whole(double value) {
  if (!(value >= -0x1p63 && value < 0x1p63)) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(value);
}

std::string humanize_long_duration(double seconds) {
  const std::string_view sign = seconds < 0 ? "-" : "";
  seconds = std::abs(seconds);
  const std::int64_t whole = to_whole(seconds);
  const std::int64_t rest = whole % 60;
  const std::int64_t minutes = whole / 60 % 60;
  const std::int64_t hours = whole / 3600 % 24;
  const std::int64_t days = whole / 86400;
  if (days != 0) return fmt::format("{}{}d {}h {}m {}s", sign, days, hours, minutes, rest);
  if (hours != 0) return fmt::format("{}{}h {}m {}s", sign, hours, minutes, rest);
  if (minutes != 0) return fmt::format("{}{}m {}s", sign, minutes, rest);
  return fmt::format("{}{}s", sign, short_number(seconds));
}

std::string humanize_duration(double seconds) {
  if (!std::isfinite(seconds)) return short_number(seconds);
  if (seconds == 0) return short_number(seconds) + "s";
  if (std::abs(seconds) >= 1) return humanize_long_duration(seconds);
  return with_small_prefix(seconds) + "s";
}

std::expected<Time, std::string> to_time(double seconds) {
  if (!std::isfinite(seconds)) return std::unexpected("value is NaN or Inf");
  const double nanoseconds = seconds * kNanosecondsPerSecond;
  if (nanoseconds > 0x1p63 || nanoseconds < -0x1p63) {
    return std::unexpected(
        fmt::format("{} cannot be represented as a nanoseconds timestamp since it overflows int64",
                    format_g(seconds)));
  }
  return Time{to_whole(nanoseconds) / 1'000'000};
}

template <std::string (*Convert)(double)>
CallResult call_number(const Environment& /*environment*/, std::span<const Value> arguments) {
  const Number number = to_number(arguments[0]);
  if (!number) return call_failure(number.error());
  return Value(Convert(*number));
}

std::string humanize_percentage(double ratio) {
  return short_number(ratio * 100) + "%";
}

CallResult call_humanize_timestamp(const Environment& /*environment*/,
                                   std::span<const Value> arguments) {
  const Number number = to_number(arguments[0]);
  if (!number) return call_failure(number.error());
  if (!std::isfinite(*number)) return Value(short_number(*number));
  const auto time = to_time(*number);
  if (!time) return call_failure(time.error());
  return Value(to_string(*time));
}

CallResult call_to_time(const Environment& /*environment*/, std::span<const Value> arguments) {
  const Number number = to_number(arguments[0]);
  if (!number) return call_failure(number.error());
  const auto time = to_time(*number);
  if (!time) return call_failure(time.error());
  return Value(*time);
}

CallResult call_to_duration(const Environment& /*environment*/, std::span<const Value> arguments) {
  const Number number = to_number(arguments[0]);
  if (!number) return call_failure(number.error());
  return Value(Duration{std::chrono::nanoseconds(to_whole(*number * kNanosecondsPerSecond))});
}

CallResult call_now(const Environment& environment, std::span<const Value> /*arguments*/) {
  return Value(static_cast<double>(environment.time_ms) / 1000);
}

CallResult call_parse_duration(const Environment& /*environment*/,
                               std::span<const Value> arguments) {
  std::string_view text = *arguments[0].get_if<std::string>();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto duration = parse_duration(text);
  if (!duration) return call_failure(duration.error().message);
  const double seconds = static_cast<double>(duration->count()) / 1000;
  return Value(negative ? -seconds : seconds);
}

constexpr std::array kAny{Parameter::any, Parameter::any, Parameter::any};
constexpr std::array kText{Parameter::text, Parameter::text, Parameter::text};

}  // namespace

std::span<const Function> number_functions() {
  static constexpr std::array<Function, 9> kFunctions{{
      {"humanize", kAny, 1, false, call_number<humanize>},
      {"humanize1024", kAny, 1, false, call_number<humanize_binary>},
      {"humanizeDuration", kAny, 1, false, call_number<humanize_duration>},
      {"humanizePercentage", kAny, 1, false, call_number<humanize_percentage>},
      {"humanizeTimestamp", kAny, 1, false, call_humanize_timestamp},
      {"toTime", kAny, 1, false, call_to_time},
      {"toDuration", kAny, 1, false, call_to_duration},
      {"now", kAny, 0, false, call_now},
      {"parseDuration", kText, 1, false, call_parse_duration},
  }};
  return kFunctions;
}

}  // namespace nsmon::templates
