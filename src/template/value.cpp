// SPDX-License-Identifier: Apache-2.0
#include "template/value.h"

#include <fmt/core.h>

#include <array>
#include <string_view>

namespace nsmon::templates {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};

struct TypeName {
  std::string_view operator()(const NoValue& /*none*/) const { return "<nil>"; }
  std::string_view operator()(bool /*value*/) const { return "bool"; }
  std::string_view operator()(std::int64_t /*value*/) const { return "int"; }
  std::string_view operator()(std::uint8_t /*value*/) const { return "uint8"; }
  std::string_view operator()(double /*value*/) const { return "float64"; }
  std::string_view operator()(const std::complex<double>& /*value*/) const { return "complex128"; }
  std::string_view operator()(const std::string& /*value*/) const { return "string"; }
  std::string_view operator()(const Html& /*value*/) const { return "template.HTML"; }
  std::string_view operator()(const Value::Labels& /*value*/) const { return "map[string]string"; }
  std::string_view operator()(const Value::Sample& /*value*/) const { return "*template.sample"; }
  std::string_view operator()(const Value::Result& /*value*/) const {
    return "template.queryResult";
  }
  std::string_view operator()(const Value::Arguments& /*value*/) const {
    return "map[string]interface {}";
  }
  std::string_view operator()(const Value::Data& /*value*/) const {
    return "struct { Labels map[string]string; ExternalLabels map[string]string; "
           "ExternalURL string; Value interface {} }";
  }
  std::string_view operator()(const Value::Histogram& /*value*/) const {
    return "*histogram.FloatHistogram";
  }
  std::string_view operator()(const Time& /*value*/) const { return "*time.Time"; }
  std::string_view operator()(const Duration& /*value*/) const { return "*time.Duration"; }
  std::string_view operator()(const Month& /*value*/) const { return "time.Month"; }
  std::string_view operator()(const Weekday& /*value*/) const { return "time.Weekday"; }
};

struct Truth {
  bool operator()(const NoValue& /*none*/) const { return false; }
  bool operator()(bool value) const { return value; }
  bool operator()(std::int64_t value) const { return value != 0; }
  bool operator()(std::uint8_t value) const { return value != 0; }
  bool operator()(double value) const { return value != 0; }
  bool operator()(const std::complex<double>& value) const { return value != 0.0; }
  bool operator()(const std::string& value) const { return !value.empty(); }
  bool operator()(const Html& value) const { return !value.text.empty(); }
  bool operator()(const Value::Labels& value) const { return !value->empty(); }
  bool operator()(const Value::Sample& value) const { return value != nullptr; }
  bool operator()(const Value::Result& value) const { return !value->samples.empty(); }
  bool operator()(const Value::Arguments& value) const { return !value->entries.empty(); }
  bool operator()(const Value::Data& /*value*/) const { return true; }
  bool operator()(const Value::Histogram& value) const { return value != nullptr; }
  bool operator()(const Time& /*value*/) const { return true; }
  bool operator()(const Duration& /*value*/) const { return true; }
  bool operator()(const Month& value) const { return value.value != 0; }
  bool operator()(const Weekday& value) const { return value.value != 0; }
};

// `.5` for 500 of 1000, without trailing zeros; nothing for 0.
std::string fraction(std::uint64_t part, int digits) {
  if (part == 0) return "";
  std::string text = fmt::format(".{:0{}}", part, digits);
  while (text.ends_with('0')) text.pop_back();
  return text;
}

}  // namespace

Value to_value(const SampleNumber& number) {
  if (const auto* real = std::get_if<double>(&number)) return Value(*real);
  return Value(std::make_shared<const HistogramValue>(std::get<HistogramValue>(number)));
}

std::string type_name(const Value& value) {
  return std::string(std::visit(TypeName{}, value.any()));
}

bool is_true(const Value& value) {
  return std::visit(Truth{}, value.any());
}

std::string to_string(Month month) {
  if (month.value < 1 || month.value > 12) return fmt::format("%!Month({})", month.value);
  return std::string(kMonths[static_cast<std::size_t>(month.value - 1)]);
}

std::string to_string(Weekday weekday) {
  if (weekday.value < 0 || weekday.value > 6) return fmt::format("%!Weekday({})", weekday.value);
  return std::string(kWeekdays[static_cast<std::size_t>(weekday.value)]);
}

std::string to_string(Time time) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(time.milliseconds)};
  const auto days = floor<std::chrono::days>(point);
  const year_month_day date(days);
  const hh_mm_ss clock(point - days);
  const auto part = static_cast<std::uint64_t>(clock.subseconds().count());
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}{} +0000 UTC",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), fraction(part, 3));
}

// Whole hours, minutes and fractional seconds; below a second the largest unit of ms, µs and ns.
std::string to_string(Duration duration) {
  const std::int64_t count = duration.value.count();
  if (count == 0) return "0s";
  const std::string sign = count < 0 ? "-" : "";
  const std::uint64_t total =
      count < 0 ? ~static_cast<std::uint64_t>(count) + 1 : static_cast<std::uint64_t>(count);
  constexpr std::uint64_t kSecond = 1'000'000'000;
  if (total < 1'000) return fmt::format("{}{}ns", sign, total);
  if (total < 1'000'000) {
    return fmt::format("{}{}{}µs", sign, total / 1'000, fraction(total % 1'000, 3));
  }
  if (total < kSecond) {
    return fmt::format("{}{}{}ms", sign, total / 1'000'000, fraction(total % 1'000'000, 6));
  }
  const std::uint64_t seconds = total / kSecond;
  const std::string tail = fmt::format("{}{}s", seconds % 60, fraction(total % kSecond, 9));
  if (seconds < 60) return sign + tail;
  if (seconds < 3600) return fmt::format("{}{}m{}", sign, seconds / 60, tail);
  return fmt::format("{}{}h{}m{}", sign, seconds / 3600, seconds / 60 % 60, tail);
}

}  // namespace nsmon::templates
