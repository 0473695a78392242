// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/range_vector.h"

#include <cstddef>
#include <vector>

namespace nsmon::engine {

// Whether start timestamps tell that a counter began anew between two samples of a window.
bool restarted(const Window& window, std::size_t previous, std::size_t current);
// Whether the start timestamp of `current` contradicts the samples before it.
bool start_overlaps(const Window& window, std::size_t previous, std::size_t current);

// Places of counter resets in a series of floats, found once for all windows.
class ResetPlaces {
 public:
  // With `start_timestamps`, those count as well.
  ResetPlaces(const RangeSeries& series, bool start_timestamps);

  // Calls visit(index) for each sample of the window (first, first + size) that comes after a
  // reset. Windows must come in order.
  template <class Visit>
  void visit(std::size_t first, std::size_t size, Visit&& visit_index) {
    while (next_ < places_.size() && places_[next_] <= first) ++next_;
    for (std::size_t i = next_; i < places_.size() && places_[i] < first + size; ++i) {
      visit_index(places_[i] - first);
    }
  }

 private:
  std::vector<std::size_t> places_;
  std::size_t next_ = 0;
};

}  // namespace nsmon::engine
