// SPDX-License-Identifier: Apache-2.0
#include "watch/rounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nsmon::watch {
namespace {

// An endpoint that exposes ever more loops or rounds must not fill the memory.
constexpr std::size_t kMostLoops = 1000;
constexpr std::size_t kMostHeld = 10'000;

series::LabelSet loop_of(const View& view, series::LabelSet labels) {
  labels.remove(series::kMetricName);
  labels.remove(view.iteration->label);
  return labels;
}

}  // namespace

std::vector<Round> RoundTracker::observe(const Snapshot& snapshot) {
  if (!view_->iteration) return {};
  ++scrape_;
  std::map<series::LabelSet, std::vector<double>> present;
  for (const SeriesValue& series : snapshot.series) {
    if (!view_->iteration->series.matches(series.labels)) continue;
    const auto number = round_of(*view_, series.labels);
    if (number) present[loop_of(*view_, series.labels)].push_back(*number);
  }
  for (const auto& [labels, numbers] : present) {
    if (!loops_.contains(labels) && loops_.size() >= kMostLoops) continue;
    Loop& loop = loops_[labels];
    const double newest = *std::ranges::max_element(numbers);
    if (loop.gave_any && newest < loop.last_given) loop = {};
    for (const double number : numbers) {
      const bool is_new = !loop.gave_any || number > loop.last_given;
      if (is_new && loop.held.size() < kMostHeld) loop.held.emplace(number, scrape_);
    }
  }
  return release(false);
}

std::vector<Round> RoundTracker::finish() {
  return release(true);
}

std::vector<Round> RoundTracker::release(bool all) {
  std::vector<Round> rounds;
  for (auto& [labels, loop] : loops_) {
    while (!loop.held.empty()) {
      const auto [number, seen] = *loop.held.begin();
      const bool newest = loop.held.size() == 1;
      if (!all && newest && seen == scrape_) break;
      rounds.push_back({number, labels, newest, loops_.size() == 1});
      loop.held.erase(loop.held.begin());
      loop.last_given = number;
      loop.gave_any = true;
    }
  }
  return rounds;
}

std::optional<double> planned_rounds(const View& view, const Snapshot& snapshot) {
  if (!view.iteration || !view.iteration->total) return std::nullopt;
  for (const SeriesValue& series : snapshot.series) {
    const bool usable = std::isfinite(series.value) && series.value >= 1;
    if (usable && view.iteration->total->matches(series.labels)) return series.value;
  }
  return std::nullopt;
}

}  // namespace nsmon::watch
