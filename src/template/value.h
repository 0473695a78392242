// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <complex>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace nsmon::templates {

class Value;

// Nothing at all: the result of a missing key in a map of mixed values, or of `nil`.
struct NoValue {};

// A histogram as templates see it: its text and the two fields people read.
struct HistogramValue {
  std::string text;  // `{count:4, sum:5.6, (1,2]:4}`
  double count = 0;
  double sum = 0;
  bool operator==(const HistogramValue&) const = default;
};

using SampleNumber = std::variant<double, HistogramValue>;
using LabelMap = std::map<std::string, std::string>;

// One element of a query's result; labels include `__name__`.
struct QuerySample {
  LabelMap labels;
  SampleNumber value = 0.0;
};

// Result of `query`; samples are shared by everything that holds them, as Go's pointers are.
struct QueryResult {
  std::vector<std::shared_ptr<const QuerySample>> samples;
};

// What `args` makes.
struct MixedMap {
  std::map<std::string, Value> entries;
};

// What `.` is when a rule's template begins.
struct RuleData {
  LabelMap labels;
  LabelMap external_labels;
  std::string external_url;
  SampleNumber value = 0.0;
};

struct Time {
  std::int64_t milliseconds = 0;  // since 1970-01-01 UTC
};

struct Duration {
  std::chrono::nanoseconds value{0};
};

// Numbers that print as names but compare as integers.
struct Month {
  std::int64_t value = 1;
};
struct Weekday {
  std::int64_t value = 0;  // 0 is Sunday
};

struct Html {
  std::string text;
};

template <class T, class Variant>
inline constexpr bool kIsAlternative = false;
template <class T, class... Held>
inline constexpr bool kIsAlternative<T, std::variant<Held...>> = (std::is_same_v<T, Held> || ...);

// A value while a template runs. Small ones are held, large ones shared and never changed.
class Value {
 public:
  using Labels = std::shared_ptr<const LabelMap>;
  using Sample = std::shared_ptr<const QuerySample>;
  using Result = std::shared_ptr<const QueryResult>;
  using Arguments = std::shared_ptr<const MixedMap>;
  using Data = std::shared_ptr<const RuleData>;
  using Histogram = std::shared_ptr<const HistogramValue>;
  using Any = std::variant<NoValue, bool, std::int64_t, std::uint8_t, double, std::complex<double>,
                           std::string, Html, Labels, Sample, Result, Arguments, Data, Histogram,
                           Time, Duration, Month, Weekday>;

  Value() = default;
  template <class T>
    requires kIsAlternative<T, Any>
  explicit Value(T value) : any_(std::move(value)) {}

  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&any_);
  }
  const Any& any() const { return any_; }
  bool exists() const { return any_.index() != 0; }

 private:
  Any any_;
};

Value to_value(const SampleNumber& number);

// Go's name of the type: `float64`, `map[string]string`, `*template.sample`.
std::string type_name(const Value& value);

// Whether a condition holds: not zero, not empty (text/template, "truth").
bool is_true(const Value& value);

// Milliseconds or nanoseconds in Go's default forms: `2017-07-14 02:40:00.5 +0000 UTC`, `1h2m3.5s`.
std::string to_string(Time time);
std::string to_string(Duration duration);
std::string to_string(Month month);
std::string to_string(Weekday weekday);

}  // namespace nsmon::templates
