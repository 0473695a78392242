// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::catalog {

enum class MetricType : std::uint8_t {
  unknown,
  counter,
  gauge,
  histogram,
  summary,
  info,
  stateset
};

std::string_view to_string(MetricType type);
std::optional<MetricType> parse_metric_type(std::string_view text);

// How many values a label takes. `unbounded` grows without end while the system runs.
enum class Cardinality : std::uint8_t { unknown, low, high, unbounded };

std::string_view to_string(Cardinality cardinality);

// `iteration`: the label counts rounds of a loop; finished rounds stay exported.
enum class LabelRole : std::uint8_t { none, iteration };

// One label of a metric. `values` is the closed domain: no other value is possible; empty when the
// domain is open. `examples` are values of an open domain that are known to occur.
struct Label {
  std::string name;
  std::vector<std::string> values = {};
  std::vector<std::string> examples = {};
  Cardinality cardinality = Cardinality::unknown;
  LabelRole role = LabelRole::none;
  bool optional = false;  // some series of the metric go without it
  Span span = {};         // the label's name in its file

  bool closed() const { return !values.empty(); }
};

// Closed interval; either end may be infinite.
struct Range {
  double low = 0;
  double high = 0;
  bool operator==(const Range&) const = default;
  bool contains(double value) const { return low <= value && value <= high; }
};

// One possible value of a gauge that stands for a state; the name is empty when none is given.
struct EnumValue {
  double value = 0;
  std::string name;
  bool operator==(const EnumValue&) const = default;
};

// When the series of a metric appear: unknown, with the first event that they count, or all of them
// at 0 from the start of the process.
enum class Born : std::uint8_t { unknown, first_event, start };

// Where the fields of a metric stand in its file; empty spans for absent fields. Each covers the
// value, `name` is the place to point at for the metric as a whole.
struct MetricPlaces {
  Span name;
  Span type;
  Span unit;
  Span help;
  Span labels;
  Span buckets;
  Span quantiles;
  Span range;
  Span typical;
  Span values;  // of `enum`
  Span replaces;
  Span jobs;
  Span born;
};

// What a catalog says about one metric. An absent field is unknown, not empty: `labels` without a
// value means that the labels are unknown, an empty list that the metric has none of its own.
struct Metric {
  std::string name;  // as exposed, without _bucket, _sum, _count
  MetricType type = MetricType::unknown;
  std::string unit = {};  // "seconds", "bytes/seconds", ...; empty when unknown
  std::string help = {};
  std::optional<std::vector<Label>> labels = {};
  std::vector<double> buckets = {};    // finite upper bounds as listed; empty when unknown
  std::vector<double> quantiles = {};  // of a summary; empty when unknown
  std::optional<Range> range = {};     // of the value, or of the observations of a histogram
  std::optional<Range> typical = {};
  std::vector<EnumValue> enum_values = {};
  std::vector<std::string> replaces = {};
  std::vector<std::string> jobs = {};  // empty: any target may expose it
  Born born = Born::unknown;
  bool zero_is_unlimited = false;
  bool native_histogram = false;
  bool builtin = false;  // made by Prometheus itself; in no file
  std::string file = {};
  MetricPlaces places = {};

  // The label of that name; null when there is none or the labels are unknown.
  const Label* find_label(std::string_view label) const;
};

// What a series of a metric holds. `family` is the bare name of a classic histogram, which names
// the family but is no series.
enum class Part : std::uint8_t { value, bucket, sum, count, created, family };

// A series name with the metric behind it.
struct Series {
  const Metric* metric = nullptr;
  Part part = Part::value;
};

// The names of the series that the metric exposes, without _created: for a histogram its _bucket,
// _sum and _count (and the bare name when it is native), for a summary the bare name, _sum and
// _count; an info metric ends in _info.
std::vector<std::string> series_names(const Metric& metric);

// The name of one part, for example `x_bucket`.
std::string series_name(const Metric& metric, Part part);

}  // namespace nsmon::catalog
