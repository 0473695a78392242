// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"
#include "watch/view.h"

#include <cstdint>
#include <map>
#include <vector>

namespace nsmon::watch {

// Notices rounds as their series appear. A round is handed over one scrape after it was first seen
// (or as soon as a later one is there), since jobs set the values of a round one after another.
// Rounds are numbers: 10 comes after 9. Numbers that begin anew are a new loop.
class RoundTracker {
 public:
  explicit RoundTracker(const View& view) : view_(&view) {}

  // Rounds in order of number for each key.
  std::vector<Round> observe(const Snapshot& snapshot);
  // Those still held back.
  std::vector<Round> finish();

 private:
  struct Loop {
    double last_given = 0;
    bool gave_any = false;
    std::map<double, std::uint64_t> held;  // number -> scrape in which it was first seen
  };
  std::vector<Round> release(bool all);

  const View* view_;
  std::uint64_t scrape_ = 0;
  std::map<series::LabelSet, Loop> loops_;
};

// The planned number of rounds as the view's `total` series tells it.
std::optional<double> planned_rounds(const View& view, const Snapshot& snapshot);

}  // namespace nsmon::watch
