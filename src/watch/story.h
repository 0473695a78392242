// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "watch/log_lines.h"
#include "watch/rounds.h"
#include "watch/view.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsmon::watch {

// What became of one series that a view shows.
struct SeriesHistory {
  std::string label;  // of the view's line
  std::string text;   // of the series, without the label that counts rounds
  Format format = Format::number;
  Better better = Better::unknown;
  double first = 0;
  double last = 0;
  double best = 0;                    // by `better`; the first one when that is unknown
  std::optional<double> first_round;  // of `first`, `last`, `best`, where the series has rounds
  std::optional<double> last_round;
  std::optional<double> best_round;
};

// All that is known about a run: the latest values and how they came about. Bounded in memory.
class Story {
 public:
  Story(std::vector<View> views, std::size_t endpoints, std::optional<double> planned);

  // Takes a scrape of one endpoint; returns the rounds that it finished, with their views.
  struct FinishedRound {
    const View* view;
    Round round;
  };
  std::vector<FinishedRound> add(std::size_t endpoint, Snapshot snapshot);
  // Rounds that were held back until the end.
  std::vector<FinishedRound> finish();
  void add_log(const std::string& text);

  const std::vector<View>& views() const { return views_; }
  // Of all endpoints together.
  const Snapshot& current() const { return current_; }
  std::uint64_t scrapes() const { return scrapes_; }
  std::uint64_t log_lines() const { return log_lines_; }
  const LogTail& log_tail() const { return tail_; }
  std::uint64_t rounds() const { return rounds_; }
  std::optional<double> newest_round() const { return newest_round_; }
  // Planned rounds: as the user said, else as the endpoint or the log tells.
  std::optional<double> planned() const;
  const std::vector<SeriesHistory>& history() const { return history_; }

 private:
  std::vector<FinishedRound> take(const std::vector<std::vector<Round>>& rounds);
  void remember(const View& view, const ViewLine& line, const SeriesValue& series);

  std::vector<View> views_;
  std::vector<RoundTracker> trackers_;  // one a view
  std::vector<Snapshot> latest_;        // one an endpoint
  Snapshot current_;
  std::optional<double> planned_by_user_;
  std::optional<double> planned_by_endpoint_;
  std::optional<double> planned_by_log_;
  std::optional<double> newest_round_;
  std::uint64_t rounds_ = 0;
  std::uint64_t scrapes_ = 0;
  std::uint64_t log_lines_ = 0;
  LogTail tail_{20};
  std::vector<SeriesHistory> history_;
  std::map<std::string, std::size_t> history_index_;
};

}  // namespace nsmon::watch
