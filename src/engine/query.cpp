// SPDX-License-Identifier: Apache-2.0
#include "engine/query.h"

#include "base/try.h"
#include "series/histogram_math.h"

#include <algorithm>
#include <utility>

namespace nsmon::engine {

Query::Query(const Source& source, const Options& options, QueryTimes times, Plan plan)
    : source_(source),
      options_(options),
      times_(times),
      plan_(std::move(plan)),
      deadline_(std::chrono::steady_clock::now() + options.timeout) {}

std::int64_t Query::duration_ms(const promql::DurationValue& value) const {
  const auto found = plan_.durations_ms.find(&value);
  return found == plan_.durations_ms.end() ? 0 : found->second;
}

namespace {

std::unexpected<Error> too_many_samples() {
  return failure("query processing would load too many samples into memory in query execution");
}

}  // namespace

Result<void> Query::load(std::size_t count) {
  samples_ += count;
  if (samples_ > options_.max_samples) return too_many_samples();
  return {};
}

Result<void> Query::check_columns(std::size_t columns, std::size_t steps) const {
  constexpr std::size_t kEntriesPerSample = 4;
  constexpr std::size_t kAlwaysAllowed = 8'000'000;
  const std::size_t limit = std::max(kAlwaysAllowed, kEntriesPerSample * options_.max_samples);
  if (steps > 0 && columns > limit / steps) return too_many_samples();
  return {};
}

Result<void> Query::check() const {
  if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed)) {
    return failure("query was canceled in expression evaluation");
  }
  if (std::chrono::steady_clock::now() > deadline_) {
    return failure("query timed out in expression evaluation");
  }
  return {};
}

std::size_t weight(const series::Histogram& histogram) {
  return (series::size_in_bytes(histogram) + 8) / 16;
}

std::size_t weight(const Columns& columns) {
  std::size_t total = 0;
  for (const Column& column : columns) {
    if (!column.has_histograms()) {
      total +=
          column.size() - static_cast<std::size_t>(std::ranges::count(column.kinds, Kind::none));
      continue;
    }
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_number(step)) ++total;
      if (column.is_histogram(step)) total += weight(*column.histograms[step]);
    }
  }
  return total;
}

}  // namespace nsmon::engine
