// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/over_windows.h"

#include <fmt/format.h>

#include <array>

namespace nsmon::engine {
namespace {

constexpr std::array<std::string_view, 5> kAnchored = {"changes", "delta", "increase", "rate",
                                                       "resets"};
constexpr std::array<std::string_view, 3> kSmoothed = {"delta", "increase", "rate"};

}  // namespace

Result<void> check_extension(const CallContext& context, const RangeVector& vector) {
  if (vector.extension == promql::Extension::none) return {};
  const bool anchored = vector.extension == promql::Extension::anchored;
  const std::span<const std::string_view> allowed =
      anchored ? std::span<const std::string_view>(kAnchored) : kSmoothed;
  const std::string_view name = context.call.function;
  if (std::ranges::find(allowed, name) != allowed.end()) return {};
  return failure(fmt::format("{} modifier can only be used with: {} - not with {}",
                             anchored ? "anchored" : "smoothed", fmt::join(allowed, ", "), name));
}

std::string SeriesContext::name() const {
  return std::string(call.query().labels().get(series.labels).metric_name());
}

void SeriesContext::warn_mixed() const {
  call.annotations().warn(
      fmt::format("encountered a mix of histograms and floats for metric name \"{}\"", name()),
      span);
}

void SeriesContext::warn_layouts() const {
  call.annotations().warn(
      fmt::format("vector contains a mix of histograms with exponential and custom buckets schemas "
                  "for metric name \"{}\"",
                  name()),
      span);
}

void SeriesContext::warn_not_counter() const {
  call.annotations().warn(
      fmt::format("this native histogram metric is not a counter: \"{}\"", name()), span);
}

void SeriesContext::warn_not_gauge() const {
  call.annotations().warn(
      fmt::format("this native histogram metric is not a gauge: \"{}\"", name()), span);
}

void SeriesContext::inform_ignored_histograms() const {
  call.annotations().inform(
      fmt::format("ignored histograms in a range containing both floats and histograms for metric "
                  "name \"{}\"",
                  name()),
      span);
}

std::size_t weight(const Window& window) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    total += window.is_histogram(i) ? weight(window.histogram(i)) : 1;
  }
  return total;
}

WindowKinds kinds_of(const Window& window) {
  if (window.samples.histograms.empty()) return {window.size(), 0};
  WindowKinds kinds;
  for (std::size_t i = 0; i < window.size(); ++i) {
    ++(window.is_histogram(i) ? kinds.histograms : kinds.numbers);
  }
  return kinds;
}

}  // namespace nsmon::engine
