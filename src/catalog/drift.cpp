// SPDX-License-Identifier: Apache-2.0
#include "catalog/drift.h"

#include "base/number_text.h"
#include "base/utf8.h"
#include "exposition/value.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace nsmon::catalog {
namespace {

using exposition::Family;
using exposition::Problem;
using exposition::Sample;

constexpr std::size_t kMostPerFamily = 50;  // differences that are told of one family

// The name under which the catalog knows the family's series.
std::string exposed_name(const Family& family, exposition::Format format) {
  if (format == exposition::Format::openmetrics) {
    if (family.type == exposition::MetricType::counter) return family.name + "_total";
    if (family.type == exposition::MetricType::info) return family.name + "_info";
  }
  return family.name;
}

bool is_type(exposition::MetricType exposed, MetricType wanted, exposition::Format format) {
  if (to_string(exposed) == to_string(wanted)) return true;
  // The text format has no word for these two; clients write gauge.
  const bool wordless = wanted == MetricType::info || wanted == MetricType::stateset;
  return wordless && format == exposition::Format::text && exposed == exposition::MetricType::gauge;
}

std::string list(const std::vector<double>& numbers) {
  std::vector<std::string> texts;
  for (const double number : numbers) texts.push_back(format_g(number));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// A problem at the name in the family's first line.
Problem at_name(const Family& family, std::string_view check, std::string message,
                std::string hint) {
  return {.check = check,
          .message = std::move(message),
          .hint = std::move(hint),
          .line = family.first.line,
          .columns = family.first.columns,
          .text = family.first.text,
          .metric = family.name};
}

// The check that found something, and where in the line.
struct Found {
  std::string_view check;
  exposition::Columns columns;
};

Problem at_columns(const Family& family, const Sample& sample, Found found, std::string message,
                   std::string hint) {
  return {.check = found.check,
          .message = std::move(message),
          .hint = std::move(hint),
          .line = sample.line.number,
          .columns = found.columns,
          .text = sample.line.text,
          .metric = family.name};
}

// Labels that no catalog entry lists: those of the format itself and those of the target.
bool is_understood(const Family& family, std::string_view label) {
  return label == "le" || label == "quantile" || label == "job" || label == "instance" ||
         label == family.name;
}

}  // namespace

DriftCheck::DriftCheck(exposition::Format format, const Catalog& catalog, std::string job,
                       Report report)
    : format_(format),
      catalog_(catalog),
      job_(std::move(job)),
      report_(std::move(report)),
      seen_(catalog.metrics().size()) {}

bool DriftCheck::first_time(std::string key) {
  if (told_.size() >= kMostPerFamily || std::ranges::find(told_, key) != told_.end()) return false;
  told_.push_back(std::move(key));
  return true;
}

void DriftCheck::add(Problem problem, Span place) {
  report_({.problem = std::move(problem), .metric = metric_, .place = place});
}

void DriftCheck::family(const Family& family) {
  metric_ = nullptr;
  told_.clear();
  bounds_.clear();
  buckets_differ_ = false;
  const std::string exposed = exposed_name(family, format_);
  const auto series = catalog_.find_series(exposed);
  if (!series) {
    judge_name(family, exposed);
    return;
  }
  if (series->metric->builtin || series->part == Part::created) return;
  metric_ = series->metric;
  seen_[static_cast<std::size_t>(metric_ - catalog_.metrics().data())] = true;
  judge_type(family, series->part);
  judge_unit(family);
}

void DriftCheck::judge_name(const Family& family, std::string_view exposed) {
  if (const auto replacement = catalog_.find_replacement(exposed)) {
    metric_ = replacement->metric;
    seen_[static_cast<std::size_t>(metric_ - catalog_.metrics().data())] = true;
    Problem problem = at_name(
        family, "drift/deprecated-metric", fmt::format("{} is an old name", quoted(exposed)),
        fmt::format("expose {} instead", series_name(*metric_, replacement->part)));
    problem.severity = Severity::warning;
    add(std::move(problem), metric_->places.replaces);
    metric_ = nullptr;  // the new definition need not fit the old metric
    return;
  }
  if (catalog_.is_foreign(exposed)) return;
  const auto suggestion = catalog_.suggest(exposed);
  add(at_name(family, "drift/unknown-metric",
              fmt::format("the catalog does not know {}", quoted(exposed)),
              suggestion ? fmt::format("did you mean {}?", *suggestion)
                         : "describe it under metrics: or cover it by a pattern under foreign:"),
      {});
}

void DriftCheck::judge_type(const Family& family, Part part) {
  const MetricType wanted = metric_->type;
  if (wanted == MetricType::unknown) return;
  const bool whole = part == Part::value || part == Part::family;
  if (whole && is_type(family.type, wanted, format_)) return;
  const std::string found =
      family.typed ? fmt::format("is exposed as {}", to_string(family.type)) : "has no TYPE line";
  add(at_name(
          family, "drift/type",
          fmt::format("{} {}, the catalog says {} {}", quoted(family.name), found,
                      to_string(wanted), metric_->name),
          whole ? "" : fmt::format("add the line: # TYPE {} {}", metric_->name, to_string(wanted))),
      metric_->places.type);
  if (!whole || family.typed) metric_ = nullptr;  // labels and values would only repeat it
}

void DriftCheck::judge_unit(const Family& family) {
  if (metric_ == nullptr || !family.unit || family.unit->empty() || metric_->unit.empty()) return;
  const bool time = metric_->unit == "timestamp_seconds" && *family.unit == "seconds";
  if (*family.unit == metric_->unit || time) return;
  Problem problem = at_name(family, "drift/unit",
                            fmt::format("{} is exposed in {}, the catalog says {}",
                                        quoted(family.name), *family.unit, metric_->unit),
                            "");
  problem.line = family.unit_place.line;
  problem.columns = family.unit_place.columns;
  problem.text = family.unit_place.text;
  add(std::move(problem), metric_->places.unit);
}

void DriftCheck::sample(const Family& family, const Sample& sample) {
  if (metric_ == nullptr || sample.part == exposition::Part::created) return;
  if (metric_->labels) judge_labels(family, sample);
  if (sample.part == exposition::Part::bucket) {
    judge_bucket(family, sample);
  } else if (sample.part != exposition::Part::sum && sample.part != exposition::Part::count) {
    judge_value(family, sample);
  }
}

void DriftCheck::judge_labels(const Family& family, const Sample& sample) {
  std::size_t found = 0;
  for (const exposition::LabelView& label : sample.labels) {
    if (label.value.empty()) continue;  // the same as no label
    const Label* known = metric_->find_label(label.name);
    if (known == nullptr) {
      if (is_understood(family, label.name) || !first_time(fmt::format("+{}", label.name)))
        continue;
      add(at_columns(family, sample, {"drift/label", label.name_columns},
                     fmt::format("{} has no label {} in the catalog", quoted(metric_->name),
                                 quoted(label.name)),
                     metric_->labels->empty()
                         ? "the catalog says that it has no labels"
                         : fmt::format("its labels are {}",
                                       [&] {
                                         std::vector<std::string_view> names;
                                         for (const Label& one : *metric_->labels)
                                           names.push_back(one.name);
                                         return fmt::format("{}", fmt::join(names, ", "));
                                       }())),
          metric_->places.labels);
      continue;
    }
    ++found;
    if (!known->closed() || std::ranges::find(known->values, label.value) != known->values.end() ||
        !first_time(fmt::format("={}={}", label.name, label.value))) {
      continue;
    }
    add(at_columns(family, sample, {"drift/label-value", label.value_columns},
                   fmt::format("label {} has the value {}, which the catalog does not list",
                               quoted(label.name), quoted(label.value)),
                   fmt::format("listed are {}", fmt::join(known->values, ", "))),
        known->span);
  }
  if (found == metric_->labels->size()) return;
  for (const Label& label : *metric_->labels) {
    const auto has = [&](const exposition::LabelView& view) {
      return view.name == label.name && !view.value.empty();
    };
    if (label.optional || std::ranges::any_of(sample.labels, has) ||
        !first_time(fmt::format("-{}", label.name))) {
      continue;
    }
    add(at_columns(family, sample, {"drift/label", sample.name_columns},
                   fmt::format("{} lacks the label {}", quoted(metric_->name), quoted(label.name)),
                   "the catalog lists it; optional: true there allows series without it"),
        label.span);
  }
}

void DriftCheck::judge_value(const Family& family, const Sample& sample) {
  if (std::isnan(sample.value) || metric_->type == MetricType::histogram) return;
  const std::vector<EnumValue>& states = metric_->enum_values;
  if (!states.empty()) {
    if (std::ranges::find(states, sample.value, &EnumValue::value) != states.end()) return;
  } else if (!metric_->range || metric_->range->contains(sample.value)) {
    return;
  }
  if (!first_time("value")) return;
  const bool enumerated = !states.empty();
  add(at_columns(family, sample, {"drift/value", sample.value_columns},
                 fmt::format("the value {} is {}", format_g(sample.value),
                             enumerated ? "none of the states that the catalog lists"
                                        : fmt::format("outside of the catalog's range {} to {}",
                                                      format_g(metric_->range->low),
                                                      format_g(metric_->range->high))),
                 ""),
      enumerated ? metric_->places.values : metric_->places.range);
}

void DriftCheck::judge_bucket(const Family& family, const Sample& sample) {
  if (metric_->buckets.empty() || buckets_differ_) return;
  double bound = std::nan("");
  for (const exposition::LabelView& label : sample.labels) {
    if (label.name == "le") bound = exposition::parse_value(label.value).value_or(bound);
  }
  // Bounds ascend within a series, so a smaller one begins the next series.
  if (!bounds_.empty() && !(bound > bounds_.back())) end_buckets(family);
  bounds_.push_back(bound);
  if (std::isinf(bound)) {
    bounds_place_ = {.line = sample.line.number,
                     .columns = sample.name_columns,
                     .text = std::string(sample.line.text)};
    end_buckets(family);
  }
}

void DriftCheck::end_buckets(const Family& family) {
  std::vector<double> bounds = std::exchange(bounds_, {});
  if (!bounds.empty() && std::isinf(bounds.back())) bounds.pop_back();
  if (metric_ == nullptr || buckets_differ_ || bounds == metric_->buckets) return;
  buckets_differ_ = true;
  Problem problem =
      at_name(family, "drift/buckets",
              fmt::format("the buckets of {} are {}", quoted(metric_->name), list(bounds)),
              fmt::format("the catalog lists {}", list(metric_->buckets)));
  if (bounds_place_.line != 0) {
    problem.line = bounds_place_.line;
    problem.columns = bounds_place_.columns;
    problem.text = bounds_place_.text;
  }
  add(std::move(problem), metric_->places.buckets);
}

void DriftCheck::family_end(const Family& family) {
  if (!bounds_.empty()) end_buckets(family);
  metric_ = nullptr;
  bounds_place_ = {};
}

void DriftCheck::finish() {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const Metric& metric = catalog_.metrics()[i];
    const bool of_this_job =
        metric.jobs.empty() || std::ranges::find(metric.jobs, job_) != metric.jobs.end();
    if (seen_[i] || metric.born == Born::first_event || !of_this_job) continue;
    metric_ = &metric;
    add({.check = "drift/missing-metric",
         .severity = Severity::warning,
         .message =
             fmt::format("{} {} is not exposed", to_string(metric.type), quoted(metric.name)),
         .hint = "born: first_event in the catalog says that it may be absent",
         .metric = metric.name},
        metric.places.name);
  }
  metric_ = nullptr;
}

}  // namespace nsmon::catalog
