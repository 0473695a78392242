// SPDX-License-Identifier: Apache-2.0
#include "watch/stall.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace nsmon::watch {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds kShortestLimit{30};
constexpr double kGapsToWait = 3;
constexpr std::size_t kGapsKept = 15;
constexpr std::size_t kMostSeries = 10'000;

}  // namespace

StallDetector::StallDetector(std::optional<Seconds> limit, Time start)
    : user_limit_(limit), last_change_(start), last_log_(start) {}

void StallDetector::sample(const std::vector<View>& views, const Snapshot& snapshot, Time now) {
  endpoint_answers_ = true;
  bool changed = false;
  for (const SeriesValue& series : snapshot.series) {
    const bool counts = std::ranges::any_of(views, [&](const View& view) {
      return std::ranges::any_of(
          view.progress, [&](const Selector& selector) { return selector.matches(series.labels); });
    });
    if (!counts) continue;
    has_progress_ = true;
    const auto found = values_.find(series.text);
    if (found == values_.end()) {
      changed = true;
      if (values_.size() < kMostSeries) values_.emplace(series.text, series.value);
      continue;
    }
    // NaN is a value like others here: bits are compared.
    if (std::bit_cast<std::uint64_t>(found->second) != std::bit_cast<std::uint64_t>(series.value)) {
      found->second = series.value;
      changed = true;
    }
  }
  if (!changed) return;
  if (changed_once_) gaps_.emplace_back(now - last_change_);
  if (gaps_.size() > kGapsKept) gaps_.erase(gaps_.begin());
  changed_once_ = true;
  last_change_ = now;
}

Seconds StallDetector::limit() const {
  if (user_limit_) return *user_limit_;
  if (gaps_.empty()) return kShortestLimit;
  std::vector<Seconds> sorted = gaps_;
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2));
  return std::max(kShortestLimit, kGapsToWait * sorted[sorted.size() / 2]);
}

std::optional<Stall> StallDetector::check(Time now) {
  if (!has_progress_ && !user_limit_) return std::nullopt;
  const Time last = has_progress_ ? last_change_ : std::max(last_change_, last_log_);
  const bool silent = now - last > limit();
  if (silent == active_) return std::nullopt;
  active_ = silent;
  Stall stall{.active = silent, .silent = {}, .since = last};
  if (silent) {
    if (has_progress_) stall.silent.emplace_back("values");
    if (!endpoint_answers_) stall.silent.emplace_back("endpoint");
    if (now - last_log_ > limit()) stall.silent.emplace_back("log");
  }
  return stall;
}

}  // namespace nsmon::watch
