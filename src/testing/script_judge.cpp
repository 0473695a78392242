// SPDX-License-Identifier: Apache-2.0
#include "testing/script_judge.h"

#include "base/number_text.h"
#include "base/try.h"
#include "promql/series_description.h"
#include "series/histogram_bounds.h"
#include "series/histogram_math.h"
#include "series/matcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace nsmon::testing {
namespace {

using engine::HistogramPtr;
using series::Histogram;
using series::LabelSet;

// What a result has at one time.
struct Actual {
  double number = 0;
  HistogramPtr histogram;
};

bool same_buckets(const series::Buckets& a, const series::Buckets& b) {
  return std::ranges::equal(series::bucket_list(a), series::bucket_list(b),
                            [](const auto& x, const auto& y) {
                              return x.index == y.index && almost_equal(x.count, y.count);
                            });
}

bool same_histograms(const Histogram& expected, bool hint_written, const Histogram& actual) {
  const Histogram a = series::compacted(expected);
  const Histogram b = series::compacted(actual);
  if (hint_written && a.hint != b.hint) return false;
  return a.schema == b.schema && a.zero_threshold == b.zero_threshold &&
         a.custom_bounds == b.custom_bounds && almost_equal(a.count, b.count) &&
         almost_equal(a.sum, b.sum) && almost_equal(a.zero_count, b.zero_count) &&
         same_buckets(a.positive, b.positive) && same_buckets(a.negative, b.negative);
}

std::string text_of(const promql::SequenceValue& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    return series::is_stale(*number) ? "stale" : format_plain(*number);
  }
  if (const auto* histogram = std::get_if<Histogram>(&value)) {
    return promql::print_histogram(*histogram);
  }
  return "no sample";
}

std::string text_of(const Actual& actual) {
  if (actual.histogram) return promql::print_histogram(*actual.histogram);
  return format_plain(actual.number);
}

bool matches(const promql::SequenceValue& expected, bool hint_written, const Actual& actual) {
  if (const auto* histogram = std::get_if<Histogram>(&expected)) {
    return actual.histogram && same_histograms(*histogram, hint_written, *actual.histogram);
  }
  const auto* number = std::get_if<double>(&expected);
  return number != nullptr && !actual.histogram && almost_equal(*number, actual.number);
}

Result<void> judge_point(const ExpectedSeries& expected, std::size_t index, const Actual& actual,
                         const LabelSet& labels) {
  const bool hint = index < expected.hint_written.size() && expected.hint_written[index];
  if (matches(expected.values[index], hint, actual)) return {};
  return failure(fmt::format("expected {} for {} but got {}", text_of(expected.values[index]),
                             labels.to_string(), text_of(actual)));
}

Result<void> judge_missing(const EvalCommand& command, const std::map<LabelSet, bool>& seen) {
  for (const auto& [labels, expected] : command.series) {
    if (seen.contains(labels)) continue;
    const bool any = std::ranges::any_of(expected.values, [](const promql::SequenceValue& value) {
      return !std::holds_alternative<std::monostate>(value);
    });
    if (any || expected.values.empty()) {
      return failure(fmt::format("expected metric {} not found", labels.to_string()));
    }
  }
  return {};
}

Result<void> judge_vector(const EvalCommand& command, const engine::Vector& vector) {
  if (command.scalar) return failure("expected a scalar but got an instant vector");
  if (command.text) return failure("expected a string but got an instant vector");
  if (command.matrix) return failure("expected a range vector but got an instant vector");
  std::map<LabelSet, bool> seen;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const engine::Sample& sample = vector[i];
    const Actual actual{sample.value, sample.histogram};
    const auto found = command.series.find(sample.labels);
    if (found == command.series.end() || found->second.values.empty()) {
      return failure(fmt::format("unexpected metric {} in result with value {}",
                                 sample.labels.to_string(), text_of(actual)));
    }
    if (!seen.try_emplace(sample.labels, true).second) {
      return failure(fmt::format("metric {} occurs twice", sample.labels.to_string()));
    }
    if (command.ordered && found->second.position != i) {
      return failure(fmt::format("expected metric {} at position {} but was at {}",
                                 sample.labels.to_string(), found->second.position + 1, i + 1));
    }
    TRY(judge_point(found->second, 0, actual, sample.labels));
  }
  return judge_missing(command, seen);
}

// The points of one series by time.
std::map<Timestamp, Actual> points_of(const engine::Series& series) {
  std::map<Timestamp, Actual> points;
  for (const auto& point : series.floats) points[point.time] = {point.value, {}};
  for (const auto& point : series.histograms) points[point.time] = {0, point.histogram};
  return points;
}

Result<void> judge_series(const ExpectedSeries& expected, const engine::Series& series,
                          const ExpectedTimes& times) {
  auto points = points_of(series);
  if (points.size() != series.floats.size() + series.histograms.size()) {
    return failure(fmt::format("{} has two samples at one time", series.labels.to_string()));
  }
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    if (std::holds_alternative<std::monostate>(expected.values[i])) continue;
    const Timestamp time = times.start + static_cast<Timestamp>(i) * times.step;
    const auto found = points.find(time);
    if (found == points.end()) {
      return failure(fmt::format("expected {} for {} at {} ms but got no sample",
                                 text_of(expected.values[i]), series.labels.to_string(), time));
    }
    TRY(judge_point(expected, i, found->second, series.labels));
    points.erase(found);
  }
  if (points.empty()) return {};
  return failure(fmt::format("unexpected sample {} for {} at {} ms",
                             text_of(points.begin()->second), series.labels.to_string(),
                             points.begin()->first));
}

Result<void> judge_matrix(const EvalCommand& command, const engine::Matrix& matrix) {
  if (command.kind == EvalKind::instant && !command.matrix) {
    return failure("expected another type of result but got a range vector");
  }
  if (!std::ranges::is_sorted(matrix, {}, &engine::Series::labels)) {
    return failure("the result is not sorted by labels");
  }
  const ExpectedTimes times =
      command.matrix.value_or(ExpectedTimes{command.start, command.end, command.step});
  std::map<LabelSet, bool> seen;
  for (const engine::Series& series : matrix) {
    const auto found = command.series.find(series.labels);
    if (found == command.series.end()) {
      return failure(fmt::format("unexpected metric {} in result", series.labels.to_string()));
    }
    seen[series.labels] = true;
    TRY(judge_series(found->second, series, times));
  }
  return judge_missing(command, seen);
}

bool text_matches(const ExpectedText& expected, const std::string& text) {
  if (expected.kind == ExpectedText::Kind::any) return true;
  if (expected.kind == ExpectedText::Kind::exact) return expected.text == text;
  const auto regex = series::Regex::compile(fmt::format("(?s:.*)(?:{})(?s:.*)", expected.text));
  return regex && regex->matches(text);
}

Result<void> judge_texts(std::string_view kind, const std::vector<ExpectedText>& expected,
                         bool none, const std::vector<std::string>& with_position,
                         const std::vector<std::string>& plain) {
  if (none && !plain.empty()) {
    return failure(fmt::format("unexpected {}: {}", kind, fmt::join(with_position, "; ")));
  }
  if (expected.empty()) return {};
  // A script may give a text with or without the position behind it.
  const auto fits = [&](const ExpectedText& wanted, std::size_t i) {
    return text_matches(wanted, with_position[i]) || text_matches(wanted, plain[i]);
  };
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (std::ranges::none_of(expected, [&](const auto& wanted) { return fits(wanted, i); })) {
      return failure(fmt::format("unexpected {}: {}", kind, with_position[i]));
    }
  }
  for (const ExpectedText& wanted : expected) {
    bool found = false;
    for (std::size_t i = 0; i < plain.size(); ++i) found = found || fits(wanted, i);
    if (!found) {
      return failure(fmt::format("expected {} \"{}\" but got: {}", kind, wanted.text,
                                 fmt::join(with_position, "; ")));
    }
  }
  return {};
}

}  // namespace

bool almost_equal(double a, double b) {
  constexpr double kTolerance = 1e-6;
  constexpr double kLeast = std::numeric_limits<double>::min();
  if (series::is_stale(a) || series::is_stale(b)) {
    return series::is_stale(a) && series::is_stale(b);
  }
  if (std::isnan(a) && std::isnan(b)) return true;
  if (a == b) return true;
  const double sum = std::abs(a) + std::abs(b);
  const double difference = std::abs(a - b);
  if (a == 0 || b == 0 || sum < kLeast) return difference < kTolerance * kLeast;
  return difference / std::min(sum, std::numeric_limits<double>::max()) < kTolerance;
}

Result<void> judge_value(const EvalCommand& command, const engine::Value& value) {
  if (const auto* vector = std::get_if<engine::Vector>(&value)) {
    return judge_vector(command, *vector);
  }
  if (const auto* matrix = std::get_if<engine::Matrix>(&value)) {
    return judge_matrix(command, *matrix);
  }
  if (const auto* text = std::get_if<engine::String>(&value)) {
    if (!command.text) return failure("expected another type of result but got a string");
    if (*command.text == text->value) return {};
    return failure(
        fmt::format("expected string \"{}\" but got \"{}\"", *command.text, text->value));
  }
  const double number = std::get<engine::Scalar>(value).value;
  if (!command.scalar) return failure("expected another type of result but got a scalar");
  if (almost_equal(*command.scalar, number)) return {};
  return failure(fmt::format("expected scalar {} but got {}", format_plain(*command.scalar),
                             format_plain(number)));
}

Result<void> judge_annotations(const EvalCommand& command, const engine::Annotations& annotations,
                               std::string_view query) {
  TRY(judge_texts("warning", command.warnings, command.no_warnings, annotations.warnings(query),
                  annotations.warnings({})));
  return judge_texts("info", command.infos, command.no_infos, annotations.infos(query),
                     annotations.infos({}));
}

Result<void> judge_failure(const EvalCommand& command, const Error& error) {
  for (const ExpectedText& wanted : command.failures) {
    if (text_matches(wanted, error.message)) continue;
    return failure(fmt::format("expected error \"{}\" but got: {}", wanted.text, error.message));
  }
  return {};
}

}  // namespace nsmon::testing
