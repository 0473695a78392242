// SPDX-License-Identifier: Apache-2.0
#include "template/fields.h"

#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cmath>

// Methods of what `toTime` and `toDuration` give, as package time documents them.
namespace nsmon::templates {
namespace {

using namespace std::chrono;

struct Calendar {
  explicit Calendar(Time time)
      : point(milliseconds(time.milliseconds)),
        day(floor<days>(point)),
        date(day),
        clock(floor<milliseconds>(point - day)) {}

  sys_time<milliseconds> point;
  sys_days day;
  year_month_day date;
  hh_mm_ss<milliseconds> clock;

  int year() const { return static_cast<int>(date.year()); }
  unsigned month() const { return static_cast<unsigned>(date.month()); }
  unsigned day_of_month() const { return static_cast<unsigned>(date.day()); }
  std::int64_t weekday() const { return std::chrono::weekday(day).c_encoding(); }
  std::int64_t day_of_year() const {
    return (day - sys_days(date.year() / January / 1)).count() + 1;
  }
};

Value whole(std::int64_t value) {
  return Value(value);
}

std::optional<Value> plain_time_method(Time time, std::string_view name) {
  const Calendar at(time);
  const std::int64_t ms = time.milliseconds;
  if (name == "Year") return whole(at.year());
  if (name == "Month") return Value(Month{at.month()});
  if (name == "Day") return whole(at.day_of_month());
  if (name == "Hour") return whole(at.clock.hours().count());
  if (name == "Minute") return whole(at.clock.minutes().count());
  if (name == "Second") return whole(at.clock.seconds().count());
  if (name == "Nanosecond") return whole(at.clock.subseconds().count() * 1'000'000);
  if (name == "Weekday") return Value(Weekday{at.weekday()});
  if (name == "YearDay") return whole(at.day_of_year());
  if (name == "Unix") return whole(floor<seconds>(at.point).time_since_epoch().count());
  if (name == "UnixMilli") return whole(ms);
  if (name == "UnixMicro") return whole(ms * 1000);
  if (name == "UnixNano") return whole(ms * 1'000'000);
  if (name == "UTC" || name == "Local") return Value(time);
  if (name == "IsZero") return Value(false);
  if (name == "String") return Value(to_string(time));
  return std::nullopt;
}

std::optional<Value> plain_duration_method(Duration duration, std::string_view name) {
  const std::int64_t ns = duration.value.count();
  const auto in = [&](std::int64_t unit) {
    const std::int64_t whole = ns / unit;
    return static_cast<double>(whole) + static_cast<double>(ns % unit) / static_cast<double>(unit);
  };
  if (name == "Hours") return Value(in(3'600'000'000'000));
  if (name == "Minutes") return Value(in(60'000'000'000));
  if (name == "Seconds") return Value(in(1'000'000'000));
  if (name == "Milliseconds") return whole(ns / 1'000'000);
  if (name == "Microseconds") return whole(ns / 1'000);
  if (name == "Nanoseconds") return whole(ns);
  if (name == "Abs") return Value(Duration{nanoseconds(std::abs(ns))});
  if (name == "String") return Value(to_string(duration));
  return std::nullopt;
}

CallResult argument_count(std::string_view name, std::size_t wanted, std::size_t got) {
  return call_failure(
      fmt::format("wrong number of args for {}: want {} got {}", name, wanted, got));
}

CallResult wrong_type(std::string_view wanted, const Value& argument) {
  return call_failure(
      fmt::format("wrong type for value; expected {}; got {}", wanted, type_name(argument)));
}

bool takes_argument(std::string_view name) {
  return name == "Format" || name == "Add" || name == "Before" || name == "After" ||
         name == "Equal" || name == "Sub";
}

std::optional<CallResult> time_method(Time time, std::string_view name,
                                      std::span<const Value> arguments) {
  if (const auto value = plain_time_method(time, name)) {
    if (!arguments.empty()) return argument_count(name, 0, arguments.size());
    return *value;
  }
  if (!takes_argument(name)) return std::nullopt;
  if (arguments.size() != 1) return argument_count(name, 1, arguments.size());
  if (name == "Format") {
    const auto* layout = arguments[0].get_if<std::string>();
    if (layout == nullptr) return wrong_type("string", arguments[0]);
    return Value(format_time(time, *layout));
  }
  if (name == "Add") {
    const auto* duration = arguments[0].get_if<Duration>();
    if (duration == nullptr) return wrong_type("time.Duration", arguments[0]);
    return Value(Time{time.milliseconds + duration->value.count() / 1'000'000});
  }
  const auto* other = arguments[0].get_if<Time>();
  if (other == nullptr) return wrong_type("time.Time", arguments[0]);
  if (name == "Before") return Value(time.milliseconds < other->milliseconds);
  if (name == "After") return Value(time.milliseconds > other->milliseconds);
  if (name == "Equal") return Value(time.milliseconds == other->milliseconds);
  // Go's Sub stays within int64 nanoseconds, too.
  constexpr double kMost = 9.2e18;
  const double difference =
      (static_cast<double>(time.milliseconds) - static_cast<double>(other->milliseconds)) * 1e6;
  if (std::abs(difference) > kMost) {
    return Value(Duration{difference < 0 ? nanoseconds::min() : nanoseconds::max()});
  }
  return Value(Duration{milliseconds(time.milliseconds - other->milliseconds)});
}

// --- layouts

struct LayoutPart {
  std::string_view text;
  std::string (*write)(const Calendar&);
};

std::string month_name(const Calendar& at) {
  return to_string(Month{at.month()});
}
std::string weekday_name(const Calendar& at) {
  return to_string(Weekday{at.weekday()});
}
std::int64_t half_hour(const Calendar& at) {
  const std::int64_t hour = at.clock.hours().count() % 12;
  return hour == 0 ? 12 : hour;
}
bool afternoon(const Calendar& at) {
  return at.clock.hours().count() >= 12;
}

// Longer texts first where one begins with another.
constexpr std::array<LayoutPart, 34> kParts{{
    {"January", month_name},
    {"Jan", [](const Calendar& at) { return month_name(at).substr(0, 3); }},
    {"Monday", weekday_name},
    {"Mon", [](const Calendar& at) { return weekday_name(at).substr(0, 3); }},
    {"MST", [](const Calendar&) { return std::string("UTC"); }},
    {"2006", [](const Calendar& at) { return fmt::format("{:04}", at.year()); }},
    {"002", [](const Calendar& at) { return fmt::format("{:03}", at.day_of_year()); }},
    {"__2", [](const Calendar& at) { return fmt::format("{:3}", at.day_of_year()); }},
    {"01", [](const Calendar& at) { return fmt::format("{:02}", at.month()); }},
    {"02", [](const Calendar& at) { return fmt::format("{:02}", at.day_of_month()); }},
    {"03", [](const Calendar& at) { return fmt::format("{:02}", half_hour(at)); }},
    {"04", [](const Calendar& at) { return fmt::format("{:02}", at.clock.minutes().count()); }},
    {"05", [](const Calendar& at) { return fmt::format("{:02}", at.clock.seconds().count()); }},
    {"06", [](const Calendar& at) { return fmt::format("{:02}", at.year() % 100); }},
    {"15", [](const Calendar& at) { return fmt::format("{:02}", at.clock.hours().count()); }},
    {"_2", [](const Calendar& at) { return fmt::format("{:2}", at.day_of_month()); }},
    {"-07:00:00", [](const Calendar&) { return std::string("+00:00:00"); }},
    {"-07:00", [](const Calendar&) { return std::string("+00:00"); }},
    {"-070000", [](const Calendar&) { return std::string("+000000"); }},
    {"-0700", [](const Calendar&) { return std::string("+0000"); }},
    {"-07", [](const Calendar&) { return std::string("+00"); }},
    {"Z07:00:00", [](const Calendar&) { return std::string("Z"); }},
    {"Z07:00", [](const Calendar&) { return std::string("Z"); }},
    {"Z070000", [](const Calendar&) { return std::string("Z"); }},
    {"Z0700", [](const Calendar&) { return std::string("Z"); }},
    {"Z07", [](const Calendar&) { return std::string("Z"); }},
    {"PM", [](const Calendar& at) { return std::string(afternoon(at) ? "PM" : "AM"); }},
    {"pm", [](const Calendar& at) { return std::string(afternoon(at) ? "pm" : "am"); }},
    {"1", [](const Calendar& at) { return fmt::format("{}", at.month()); }},
    {"2", [](const Calendar& at) { return fmt::format("{}", at.day_of_month()); }},
    {"3", [](const Calendar& at) { return fmt::format("{}", half_hour(at)); }},
    {"4", [](const Calendar& at) { return fmt::format("{}", at.clock.minutes().count()); }},
    {"5", [](const Calendar& at) { return fmt::format("{}", at.clock.seconds().count()); }},
    {"_2006", [](const Calendar& at) { return fmt::format("_{:04}", at.year()); }},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// `.000` keeps trailing zeros, `.999` drops them; a digit behind makes it plain text. Returns the
// length of the part in the layout.
std::size_t write_fraction(std::string& out, std::string_view layout, const Calendar& at) {
  const bool opens = layout.size() > 1 && (layout[0] == '.' || layout[0] == ',') &&
                     (layout[1] == '0' || layout[1] == '9');
  if (!opens) return 0;
  std::size_t end = 1;
  while (end < layout.size() && layout[end] == layout[1]) ++end;
  if (end < layout.size() && is_digit(layout[end])) return 0;
  constexpr std::size_t kMostDigits = 9;
  const std::string digits = fmt::format("{:09}", at.clock.subseconds().count() * 1'000'000)
                                 .substr(0, std::min(end - 1, kMostDigits));
  if (layout[1] == '0') {
    out += layout[0] + digits;
    return end;
  }
  const std::size_t last = digits.find_last_not_of('0');
  if (last != std::string::npos) out += layout[0] + digits.substr(0, last + 1);
  return end;
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

const LayoutPart* layout_part(std::string_view layout) {
  // "Jan" and "Mon" inside of longer words are text.
  if (layout.starts_with("_2006")) return &kParts.back();
  for (const LayoutPart& part : kParts) {
    if (!layout.starts_with(part.text)) continue;
    const bool word = part.text == "Jan" || part.text == "Mon";
    if (word && layout.size() > 3 && is_lower(layout[3])) continue;
    return &part;
  }
  return nullptr;
}

}  // namespace

std::string format_time(Time time, std::string_view layout) {
  const Calendar at(time);
  std::string out;
  while (!layout.empty()) {
    if (const std::size_t used = write_fraction(out, layout, at)) {
      layout.remove_prefix(used);
    } else if (const LayoutPart* part = layout_part(layout)) {
      out += part->write(at);
      layout.remove_prefix(part->text.size());
    } else {
      out += layout[0];
      layout.remove_prefix(1);
    }
  }
  return out;
}

std::optional<std::size_t> method_arity(const Value& receiver, std::string_view name) {
  if (receiver.get_if<Time>() != nullptr && takes_argument(name)) return 1;
  if (!call_method(receiver, name, {})) return std::nullopt;
  return 0;
}

std::optional<CallResult> call_method(const Value& receiver, std::string_view name,
                                      std::span<const Value> arguments) {
  if (const auto* time = receiver.get_if<Time>()) return time_method(*time, name, arguments);
  std::optional<Value> value;
  if (const auto* duration = receiver.get_if<Duration>()) {
    value = plain_duration_method(*duration, name);
  } else if (name == "String") {
    if (const auto* month = receiver.get_if<Month>()) value = Value(to_string(*month));
    if (const auto* weekday = receiver.get_if<Weekday>()) value = Value(to_string(*weekday));
    if (const auto* histogram = receiver.get_if<Value::Histogram>()) {
      value = Value((*histogram)->text);
    }
  }
  if (!value) return std::nullopt;
  if (!arguments.empty()) return argument_count(name, 0, arguments.size());
  return std::move(*value);
}

}  // namespace nsmon::templates
