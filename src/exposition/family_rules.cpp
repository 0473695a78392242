// SPDX-License-Identifier: Apache-2.0
#include "exposition/family_rules.h"

#include "base/utf8.h"
#include "exposition/value.h"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <span>

namespace nsmon::exposition {
namespace {

struct Suffix {
  std::string_view text;
  Part part;
};

constexpr std::array kHistogramText = {Suffix{"_bucket", Part::bucket}, Suffix{"_sum", Part::sum},
                                       Suffix{"_count", Part::count}};
constexpr std::array kHistogram = {Suffix{"_bucket", Part::bucket}, Suffix{"_sum", Part::sum},
                                   Suffix{"_count", Part::count},
                                   Suffix{"_created", Part::created}};
constexpr std::array kGaugeHistogram = {Suffix{"_bucket", Part::bucket}, Suffix{"_gsum", Part::sum},
                                        Suffix{"_gcount", Part::count}};
constexpr std::array kSummaryText = {Suffix{"_sum", Part::sum}, Suffix{"_count", Part::count}};
constexpr std::array kSummary = {Suffix{"_sum", Part::sum}, Suffix{"_count", Part::count},
                                 Suffix{"_created", Part::created}};
constexpr std::array kCounter = {Suffix{"_total", Part::total}, Suffix{"_created", Part::created}};
constexpr std::array kInfo = {Suffix{"_info", Part::info}};

std::span<const Suffix> suffixes(MetricType type, Format format) {
  const bool text = format == Format::text;
  switch (type) {
    case MetricType::histogram: return text ? std::span<const Suffix>(kHistogramText) : kHistogram;
    case MetricType::summary: return text ? std::span<const Suffix>(kSummaryText) : kSummary;
    case MetricType::gaugehistogram: return kGaugeHistogram;
    case MetricType::counter: return text ? std::span<const Suffix>() : kCounter;
    case MetricType::info: return kInfo;
    default: return {};
  }
}

const LabelView* find_label(const Sample& sample, std::string_view name) {
  for (const LabelView& label : sample.labels) {
    if (label.name == name) return &label;
  }
  return nullptr;
}

// A label whose value must be a number: `le` of a bucket, `quantile` of a summary.
std::optional<RuleBreach> check_number_label(const Sample& sample, std::string_view name,
                                             std::string_view what) {
  const LabelView* label = find_label(sample, name);
  if (label == nullptr) {
    return RuleBreach{sample.name_columns, fmt::format("{} without label {}", what, quoted(name))};
  }
  const auto number = parse_value(label->value);
  if (!number || std::isnan(*number)) {
    return RuleBreach{label->value_columns,
                      fmt::format("expected a number as value of {}, found {}", quoted(name),
                                  quoted(label->value))};
  }
  if (name == "quantile" && (*number < 0 || *number > 1)) {
    return RuleBreach{label->value_columns, "quantile outside of 0 to 1"};
  }
  return std::nullopt;
}

RuleBreach bare_sample(const Family& family, const Sample& sample, std::string_view expected) {
  return {sample.name_columns,
          fmt::format("{} is a {}, which has no sample of the bare name", quoted(family.name),
                      to_string(family.type)),
          fmt::format("write {}", expected)};
}

std::optional<RuleBreach> check_parts(const Family& family, const Sample& sample, Format format) {
  const bool bare = sample.part == Part::value;
  switch (family.type) {
    case MetricType::histogram:
    case MetricType::gaugehistogram:
      if (bare) return bare_sample(family, sample, "the _bucket, _sum and _count samples");
      if (sample.part == Part::bucket) return check_number_label(sample, "le", "bucket");
      return std::nullopt;
    case MetricType::summary:
      if (bare) return check_number_label(sample, "quantile", "sample of a summary");
      return std::nullopt;
    case MetricType::counter:
      if (bare && format == Format::openmetrics) return bare_sample(family, sample, "_total");
      return std::nullopt;
    case MetricType::info:
      if (bare) return bare_sample(family, sample, "_info");
      return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<RuleBreach> check_openmetrics_value(const Family& family, const Sample& sample) {
  const bool counts = sample.part == Part::total || sample.part == Part::bucket ||
                      (sample.part == Part::count && family.type != MetricType::gaugehistogram);
  if (counts && (std::isnan(sample.value) || sample.value < 0)) {
    return RuleBreach{sample.value_columns, "a count can be neither negative nor NaN"};
  }
  if (family.type == MetricType::info && sample.value != 1) {
    return RuleBreach{sample.value_columns, "the value of an info metric must be 1"};
  }
  if (family.type == MetricType::stateset) {
    if (find_label(sample, family.name) == nullptr) {
      return RuleBreach{sample.name_columns,
                        fmt::format("state without label {}", quoted(family.name)),
                        "the states of a stateset stand in a label with the family's name"};
    }
    if (sample.value != 0 && sample.value != 1) {
      return RuleBreach{sample.value_columns, "the value of a state must be 0 or 1"};
    }
  }
  if (sample.exemplar != nullptr && sample.part != Part::total && sample.part != Part::bucket) {
    return RuleBreach{sample.exemplar->columns, "only counters and buckets may have exemplars"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Part> part_of(const Family& family, std::string_view sample, Format format) {
  if (!sample.starts_with(family.name)) return std::nullopt;
  if (sample.size() == family.name.size()) return Part::value;
  const std::string_view rest = sample.substr(family.name.size());
  for (const Suffix& suffix : suffixes(family.type, format)) {
    if (rest == suffix.text) return suffix.part;
  }
  return std::nullopt;
}

std::optional<RuleBreach> find_breach(const Family& family, const Sample& sample, Format format) {
  if (auto breach = check_parts(family, sample, format)) return breach;
  if (format == Format::openmetrics) return check_openmetrics_value(family, sample);
  return std::nullopt;
}

}  // namespace nsmon::exposition
