// SPDX-License-Identifier: Apache-2.0
#include "exposition/series_check.h"

#include "base/number_text.h"
#include "base/utf8.h"
#include "exposition/value.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace nsmon::exposition {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_histogram(const Family& family) {
  return family.type == MetricType::histogram || family.type == MetricType::gaugehistogram;
}

// The labels of a bucket without its bound, together with the time.
std::uint64_t run_key(const Sample& sample) {
  const std::uint64_t labels = hash_labels(sample.labels, "le");
  if (!sample.timestamp) return labels;
  return labels ^ (static_cast<std::uint64_t>(*sample.timestamp) * 0x9e3779b97f4a7c15U);
}

const LabelView* find_bound(const Sample& sample) {
  for (const LabelView& label : sample.labels) {
    if (label.name == "le") return &label;
  }
  return nullptr;
}

}  // namespace

void SeriesCheck::at_value(const Family& family, const Sample& sample, std::string_view check,
                           std::string message, std::string hint) {
  report_({.check = check,
           .message = std::move(message),
           .hint = std::move(hint),
           .line = sample.line.number,
           .columns = sample.value_columns,
           .text = sample.line.text,
           .metric = family.name});
}

void SeriesCheck::sample(const Family& family, const Sample& sample) {
  judge_unique(family, sample);
  if (!is_histogram(family)) return;
  if (sample.part == Part::bucket) {
    judge_bucket(family, sample);
  } else if (sample.part == Part::count) {
    judge_count(family, sample);
  }
}

void SeriesCheck::judge_unique(const Family& family, const Sample& sample) {
  const auto part = static_cast<std::uint64_t>(sample.part);
  const auto [entry, is_new] =
      seen_.insert(hash_labels(sample.labels) + part * 0x9e3779b97f4a7c15U, sample.line.number);
  if (is_new ||
      (format_ == Format::openmetrics && sample.timestamp && *sample.timestamp > entry->time)) {
    entry->line = sample.line.number;
    entry->time = sample.timestamp.value_or(std::numeric_limits<series::Timestamp>::max());
    return;
  }
  const bool goes_back = format_ == Format::openmetrics && sample.timestamp;
  report_(
      {.check = "metric/duplicate-series",
       .message = fmt::format("series {} was given in line {} already{}", quoted(sample.series),
                              entry->line, goes_back ? " with the same or a later time stamp" : ""),
       .hint = goes_back ? "time stamps of one series must rise"
                         : "metric name and labels must be unique",
       .line = sample.line.number,
       .columns = {sample.name_columns.begin, sample.value_columns.begin - 1},
       .text = sample.line.text,
       .metric = family.name});
}

void SeriesCheck::judge_bucket(const Family& family, const Sample& sample) {
  const LabelView* label = find_bound(sample);
  if (label == nullptr) return;
  const double bound = parse_value(label->value).value_or(kInfinity);
  const std::uint64_t key = run_key(sample);
  if (!run_.is_open || run_.key != key) {
    close_run();
    run_ = {.key = key,
            .line = sample.line.number,
            .bound = bound,
            .count = sample.value,
            .is_open = true};
    return;
  }
  if (!run_.is_reported && bound <= run_.bound) {
    run_.is_reported = true;
    report_({.check = "metric/bucket-order",
             .message =
                 fmt::format("bucket {} comes after bucket {}", label->value, format_g(run_.bound)),
             .hint = "buckets must stand in ascending order of le, each once",
             .line = sample.line.number,
             .columns = label->value_columns,
             .text = sample.line.text,
             .metric = family.name});
  } else if (!run_.is_reported && sample.value < run_.count) {
    run_.is_reported = true;
    at_value(
        family, sample, "metric/bucket-counts",
        fmt::format("bucket {} counts {}, less than the {} of the smaller bucket {}", label->value,
                    format_g(sample.value), format_g(run_.count), format_g(run_.bound)),
        "buckets are cumulative: each counts all smaller ones too");
  }
  run_.bound = std::max(run_.bound, bound);
  run_.count = sample.value;
}

void SeriesCheck::judge_count(const Family& family, const Sample& sample) {
  const bool same = run_.is_open && run_.key == run_key(sample);
  if (!same || run_.is_reported || run_.bound != kInfinity || run_.count == sample.value) return;
  at_value(family, sample, "metric/bucket-counts",
           fmt::format("_count is {}, but the +Inf bucket counts {}", format_g(sample.value),
                       format_g(run_.count)),
           "both count all observations");
}

void SeriesCheck::close_run() {
  if (!run_.is_open) return;
  if (run_.bound == kInfinity) {
    if (!without_end_.empty()) with_end_.push_back(run_.key);
  } else {
    without_end_.push_back(run_);
  }
  run_.is_open = false;
}

void SeriesCheck::family_end(const Family& family) {
  close_run();
  std::ranges::sort(with_end_);
  for (const Run& run : without_end_) {
    if (std::ranges::binary_search(with_end_, run.key)) continue;  // went on later
    report_({.check = "metric/no-inf-bucket",
             .message = fmt::format("histogram {} has no +Inf bucket for the series that begins in "
                                    "line {}",
                                    quoted(family.name), run.line),
             .hint = "every histogram ends with the bucket le=\"+Inf\"",
             .line = family.first.line,
             .columns = family.first.columns,
             .text = family.first.text,
             .metric = family.name});
    break;  // one is enough to see it
  }
  without_end_.clear();
  with_end_.clear();
  seen_.clear();
}

}  // namespace nsmon::exposition
