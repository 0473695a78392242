// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/counter.h"

namespace nsmon::engine {

bool restarted(const Window& window, std::size_t previous, std::size_t current) {
  const Timestamp start = window.start_time(current);
  if (start == 0 || start >= window.time(current)) return false;
  const Timestamp before = window.time(previous);
  if (start > before) return true;
  const Timestamp before_start = window.start_time(previous);
  return start == before && before_start != 0 && before_start < before;
}

bool start_overlaps(const Window& window, std::size_t previous, std::size_t current) {
  const Timestamp start = window.start_time(current);
  return start != 0 && start < window.time(previous) && start != window.start_time(previous);
}

ResetPlaces::ResetPlaces(const RangeSeries& series, bool start_timestamps) {
  const Window all{series.samples, 0, 0};
  const bool use_starts = start_timestamps && !series.samples.starts.empty();
  for (std::size_t i = 1; i < all.size(); ++i) {
    const bool fell = all.value(i) < all.value(i - 1);
    if (fell || (use_starts && restarted(all, i - 1, i))) places_.push_back(i);
  }
}

}  // namespace nsmon::engine
