// SPDX-License-Identifier: Apache-2.0
#include "cli/query_time.h"

#include "base/duration.h"
#include "base/number_text.h"
#include "base/try.h"
#include "base/utf8.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace nsmon::cli {
namespace {
using std::chrono::milliseconds;

constexpr double kLatestSeconds = 9e12;  // beyond any time that a server stores

// Reads fixed-width numbers and separators from the front of a text.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t count) {
    int value = 0;
    if (rest_.size() < count) return std::nullopt;
    const std::string_view field = rest_.substr(0, count);
    const char* field_end = field.data() + field.size();
    const auto [end, problem] = std::from_chars(field.data(), field_end, value);
    if (problem != std::errc{} || end != field_end || field.starts_with('-')) {
      return std::nullopt;
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool take(std::string_view any_of) {
    if (rest_.empty() || !any_of.contains(rest_.front())) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Decimals of a second, rounded down to milliseconds.
  int milliseconds_part() {
    int value = 0;
    int scale = 100;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      value += (rest_.front() - '0') * scale;
      scale /= 10;
      rest_.remove_prefix(1);
    }
    return value;
  }

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// "Z", "+01:00", or nothing, which means UTC; minutes to subtract.
std::optional<int> parse_offset(FieldReader& fields) {
  if (fields.rest().empty() || fields.take("zZ")) return 0;
  const bool west = fields.rest().starts_with('-');
  if (!fields.take("+-")) return std::nullopt;
  const auto hours = fields.digits(2);
  fields.take(":");
  const auto minutes = fields.digits(2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (*hours * 60 + *minutes) * (west ? -1 : 1);
}

std::optional<series::Timestamp> parse_date_time(std::string_view text) {
  using namespace std::chrono;
  FieldReader fields(text);
  const auto year_number = fields.digits(4);
  if (!year_number || !fields.take("-")) return std::nullopt;
  const auto month_number = fields.digits(2);
  if (!month_number || !fields.take("-")) return std::nullopt;
  const auto day_number = fields.digits(2);
  if (!day_number) return std::nullopt;
  const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)},
                            day{static_cast<unsigned>(*day_number)}};
  if (!date.ok()) return std::nullopt;
  series::Timestamp time = milliseconds(sys_days{date}.time_since_epoch()).count();
  if (fields.rest().empty()) return time;
  if (!fields.take("Tt ")) return std::nullopt;
  const auto hour = fields.digits(2);
  if (!hour || *hour > 23 || !fields.take(":")) return std::nullopt;
  const auto minute = fields.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  time += (*hour * 60 + *minute) * 60'000LL;
  if (fields.take(":")) {
    const auto second = fields.digits(2);
    if (!second || *second > 60) return std::nullopt;
    time += *second * 1000LL;
    if (fields.take(".")) time += fields.milliseconds_part();
  }
  const auto offset = parse_offset(fields);
  if (!offset || !fields.rest().empty()) return std::nullopt;
  return time - *offset * 60'000LL;
}

Result<series::Timestamp> parse_now(std::string_view text, series::Timestamp now) {
  const auto rest = text.substr(3);
  if (rest.empty()) return now;
  const auto distance = parse_duration(rest.substr(1));
  if (!distance) return failure(distance.error().message);
  return rest.front() == '-' ? now - distance->count() : now + distance->count();
}
}  // namespace

Result<series::Timestamp> parse_time(std::string_view text, series::Timestamp now) {
  if (text == "now" || text.starts_with("now-") || text.starts_with("now+")) {
    return parse_now(text, now);
  }
  if (const auto time = parse_date_time(text)) return *time;
  const auto seconds = parse_float(text);
  if (seconds && std::abs(*seconds) <= kLatestSeconds) return std::llround(*seconds * 1000);
  return failure(fmt::format("\"{}\" is no time", printable(text)), {},
                 "write 2026-03-01T12:00:00Z, Unix seconds, or now-1h");
}

Result<milliseconds> parse_step(std::string_view text) {
  std::optional<milliseconds> step;
  const auto seconds = parse_float(text);
  if (seconds && std::abs(*seconds) <= kLatestSeconds) {
    step = milliseconds(std::llround(*seconds * 1000));
  } else if (const auto duration = parse_duration(text)) {
    step = *duration;
  }
  if (step && step->count() > 0) return *step;
  return failure(fmt::format("\"{}\" is no step", printable(text)), {},
                 "write seconds or a duration greater than 0, such as 15 or 1m30s");
}

std::string rfc3339(series::Timestamp time) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(time)};
  const auto day_begin = floor<days>(point);
  const year_month_day date{day_begin};
  const auto in_day = (point - day_begin).count();
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                          in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1000 % 60);
  if (const auto fraction = in_day % 1000; fraction != 0) {
    text += fmt::format(".{:03}", fraction);
    while (text.ends_with('0')) text.pop_back();
  }
  return text + "Z";
}

std::string rfc3339(std::string_view seconds) {
  const auto value = parse_float(seconds);
  constexpr double kYear9999 = 253'402'300'799;
  if (!value || !(std::abs(*value) <= kYear9999)) return std::string(seconds);
  return rfc3339(series::Timestamp{std::llround(*value * 1000)});
}

}  // namespace nsmon::cli
