// SPDX-License-Identifier: Apache-2.0
#include "exposition/naming.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace nsmon::exposition {
namespace {

// Units that metric names may end in, with the base unit that stands for each.
constexpr std::array<NamedUnit, 24> kUnits = {{
    {"amperes", "amperes"},    {"bytes", "bytes"},     {"celsius", "celsius"},
    {"grams", "grams"},        {"joules", "joules"},   {"kelvin", "kelvin"},
    {"meters", "meters"},      {"metres", "metres"},   {"seconds", "seconds"},
    {"volts", "volts"},        {"minutes", "seconds"}, {"hours", "seconds"},
    {"days", "seconds"},       {"weeks", "seconds"},   {"kelvins", "kelvin"},
    {"fahrenheit", "celsius"}, {"rankine", "celsius"}, {"inches", "meters"},
    {"yards", "meters"},       {"miles", "meters"},    {"bits", "bytes"},
    {"calories", "joules"},    {"pounds", "grams"},    {"ounces", "grams"},
}};

// "mibi" is what promtool looks for instead of mebi, so both count.
constexpr std::array<std::string_view, 19> kPrefixes = {
    "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi",
    "mega", "mebi", "mibi",  "giga",  "gibi",  "tera", "tebi", "peta",  "pebi"};

constexpr std::array<std::string_view, 14> kAbbreviations = {
    "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"};

constexpr std::array<std::string_view, 5> kTypeWords = {"counter", "gauge", "summary", "histogram",
                                                        "gauge_histogram"};

const NamedUnit* find_unit(std::string_view word) {
  const auto found = std::ranges::find(kUnits, word, &NamedUnit::unit);
  return found == kUnits.end() ? nullptr : found;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_camel_case(std::string_view name) {
  char last = '\0';
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z' && last >= 'a' && last <= 'z') return true;
    last = c;
  }
  return false;
}

std::string snake_case(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty() && out.back() != '_') out += '_';
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// `word` stands in the name between underscores, or at its end behind one.
bool has_word(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word, 1); at != std::string_view::npos;
       at = name.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if (name[at - 1] == '_' && (end == name.size() || name[end] == '_')) return true;
  }
  return false;
}

}  // namespace

std::optional<NamedUnit> unit_in_name(std::string_view metric) {
  for (std::size_t begin = 0; begin <= metric.size();) {
    const std::size_t end = std::min(metric.find('_', begin), metric.size());
    const std::string_view word = metric.substr(begin, end - begin);
    if (const NamedUnit* unit = find_unit(word); unit != nullptr) return *unit;
    for (const std::string_view prefix : kPrefixes) {
      if (!word.starts_with(prefix)) continue;
      const NamedUnit* unit = find_unit(word.substr(prefix.size()));
      if (unit != nullptr) return NamedUnit{word, unit->base};
    }
    begin = end + 1;
  }
  return std::nullopt;
}

bool NamingCheck::first_time(std::string_view check, std::string_view label) {
  std::string key = fmt::format("{} {}", check, label);
  if (std::ranges::find(reported_, key) != reported_.end()) return false;
  reported_.push_back(std::move(key));
  return true;
}

void NamingCheck::sample(const Family& family, const Sample& sample) {
  for (const LabelView& label : sample.labels) judge_label(family, sample, label);
}

void NamingCheck::judge_label(const Family& family, const Sample& sample, const LabelView& label) {
  const auto report = [&](std::string_view check, std::string message, std::string hint) {
    if (!first_time(check, label.name)) return;
    report_({.check = check,
             .severity = Severity::warning,
             .message = std::move(message),
             .hint = std::move(hint),
             .line = sample.line.number,
             .columns = label.name_columns,
             .text = sample.line.text,
             .metric = family.name});
  };
  if (is_camel_case(label.name)) {
    report("metric/camel-case", fmt::format("label {} is written in camelCase", quoted(label.name)),
           fmt::format("write {}", snake_case(label.name)));
  }
  if (family.type == MetricType::unknown) return;
  const bool histogram =
      family.type == MetricType::histogram || family.type == MetricType::gaugehistogram;
  if (label.name == "le" && !histogram) {
    report(
        "metric/reserved-label",
        fmt::format("a {} has label \"le\", which belongs to histograms", to_string(family.type)),
        "use another label name");
  }
  if (label.name == "quantile" && family.type != MetricType::summary) {
    report("metric/reserved-label",
           fmt::format("a {} has label \"quantile\", which belongs to summaries",
                       to_string(family.type)),
           "use another label name");
  }
}

void NamingCheck::family_end(const Family& family) {
  if (family.samples > 0 && !family.continues) {
    judge_help(family);
    judge_type_suffixes(family);
    judge_words(family);
    judge_spelling(family);
  }
  reported_.clear();
}

void NamingCheck::at_name(const Family& family, std::string_view check, std::string message,
                          std::string hint) {
  report_({.check = check,
           .severity = Severity::warning,
           .message = std::move(message),
           .hint = std::move(hint),
           .line = family.first.line,
           .columns = family.first.columns,
           .text = family.first.text,
           .metric = family.name});
}

void NamingCheck::judge_help(const Family& family) {
  if (family.help) return;
  at_name(family, "metric/no-help", fmt::format("{} has no help text", quoted(family.name)),
          "add a HELP line that says what is measured");
}

void NamingCheck::judge_type_suffixes(const Family& family) {
  const MetricType type = family.type;
  if (type == MetricType::unknown) return;
  const std::string_view name = family.name;
  const std::string_view word = to_string(type);
  if (type == MetricType::counter) {
    // In OpenMetrics the samples bring the suffix; the reader has seen to that.
    if (format_ == Format::text && !name.ends_with("_total")) {
      at_name(family, "metric/counter-suffix",
              fmt::format("counter {} does not end in _total", quoted(name)),
              fmt::format("call it {}_total", name));
    }
  } else if (name.ends_with("_total")) {
    at_name(family, "metric/counter-suffix",
            fmt::format("{} ends in _total, but is a {}", quoted(name), word),
            "_total is for counters only");
  }
  if (type != MetricType::gauge && name.ends_with("_timestamp_seconds")) {
    at_name(family, "metric/timestamp-suffix",
            fmt::format("{} ends in _timestamp_seconds, but is a {}", quoted(name), word),
            "a time of day is a gauge");
  }
  const bool histogram = type == MetricType::histogram || type == MetricType::gaugehistogram;
  const bool counted = histogram || type == MetricType::summary;
  for (const std::string_view suffix : {"_bucket", "_count", "_sum"}) {
    const bool allowed = suffix == "_bucket" ? histogram : counted;
    if (allowed || !name.ends_with(suffix)) continue;
    at_name(family, "metric/reserved-suffix",
            fmt::format("{} ends in {}, which belongs to {}", quoted(name), suffix,
                        suffix == "_bucket" ? "histograms" : "histograms and summaries"),
            fmt::format("call it {}", name.substr(0, name.size() - suffix.size())));
  }
}

void NamingCheck::judge_words(const Family& family) {
  const std::string name = lower(family.name);
  if (const auto unit = unit_in_name(family.name); unit && unit->unit != unit->base) {
    at_name(family, "metric/non-base-unit",
            fmt::format("{} counts in {}, not in the base unit {}", quoted(family.name), unit->unit,
                        unit->base),
            fmt::format("expose {} and convert the values", unit->base));
  }
  for (const std::string_view word : kTypeWords) {
    if (!has_word(name, word)) continue;
    at_name(family, "metric/type-in-name",
            fmt::format("{} has the type word {} in its name", quoted(family.name), word),
            "the TYPE line says it already");
  }
  for (const std::string_view word : kAbbreviations) {
    if (!has_word(name, word)) continue;
    at_name(family, "metric/abbreviated-unit",
            fmt::format("{} has the abbreviated unit {} in its name", quoted(family.name), word),
            "spell the unit out");
  }
}

void NamingCheck::judge_spelling(const Family& family) {
  if (family.name.contains(':')) {
    at_name(family, "metric/colon", fmt::format("{} has a colon in its name", quoted(family.name)),
            "colons are kept for the results of recording rules");
  }
  if (is_camel_case(family.name)) {
    at_name(family, "metric/camel-case",
            fmt::format("metric name {} is written in camelCase", quoted(family.name)),
            fmt::format("call it {}", snake_case(family.name)));
  }
}

}  // namespace nsmon::exposition
