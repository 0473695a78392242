// SPDX-License-Identifier: Apache-2.0
#include "watch/story.h"

#include <algorithm>
#include <cmath>

namespace nsmon::watch {
namespace {

constexpr std::size_t kMostHistories = 2000;

bool is_better(Better better, double value, double than) {
  if (std::isnan(value)) return false;
  if (std::isnan(than)) return true;
  return (better == Better::lower && value < than) || (better == Better::higher && value > than);
}

}  // namespace

Story::Story(std::vector<View> views, std::size_t endpoints, std::optional<double> planned)
    : views_(std::move(views)), latest_(endpoints), planned_by_user_(planned) {
  for (const View& view : views_) trackers_.emplace_back(view);
}

std::vector<Story::FinishedRound> Story::add(std::size_t endpoint, Snapshot snapshot) {
  ++scrapes_;
  latest_[endpoint] = std::move(snapshot);
  current_.series.clear();
  for (const Snapshot& one : latest_) {
    current_.series.insert(current_.series.end(), one.series.begin(), one.series.end());
  }
  std::vector<std::vector<Round>> rounds;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    if (const auto total = planned_rounds(views_[i], current_)) planned_by_endpoint_ = total;
    for (const ViewLine& line : views_[i].lines) {
      for (const SeriesValue& series : current_.series) {
        if (line.selector.matches(series.labels)) remember(views_[i], line, series);
      }
    }
    rounds.push_back(trackers_[i].observe(current_));
  }
  return take(rounds);
}

std::vector<Story::FinishedRound> Story::finish() {
  std::vector<std::vector<Round>> rounds;
  for (RoundTracker& tracker : trackers_) rounds.push_back(tracker.finish());
  return take(rounds);
}

std::vector<Story::FinishedRound> Story::take(const std::vector<std::vector<Round>>& rounds) {
  std::vector<FinishedRound> finished;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    for (const Round& round : rounds[i]) {
      finished.push_back({&views_[i], round});
      ++rounds_;
      if (round.newest) newest_round_ = round.number;
    }
  }
  return finished;
}

void Story::remember(const View& view, const ViewLine& line, const SeriesValue& series) {
  const auto round = round_of(view, series.labels);
  series::LabelSet labels = series.labels;
  if (round) labels.remove(view.iteration->label);
  const std::string text = labels.to_selector();
  const auto [found, is_new] = history_index_.emplace(line.label + '\0' + text, history_.size());
  if (is_new) {
    if (history_.size() >= kMostHistories) {
      history_index_.erase(found);
      return;
    }
    history_.push_back({.label = line.label,
                        .text = text,
                        .format = line.format,
                        .better = line.better,
                        .first = series.value,
                        .last = series.value,
                        .best = series.value,
                        .first_round = round,
                        .last_round = round,
                        .best_round = round});
    return;
  }
  SeriesHistory& history = history_[found->second];
  // Endpoints list rounds in any order, often as texts: 10 before 9.
  if (!round || *round >= history.last_round.value_or(*round)) {
    history.last = series.value;
    history.last_round = round;
  }
  if (round && *round < history.first_round.value_or(*round)) {
    history.first = series.value;
    history.first_round = round;
  }
  if (is_better(line.better, series.value, history.best)) {
    history.best = series.value;
    history.best_round = round;
  }
}

void Story::add_log(const std::string& text) {
  ++log_lines_;
  tail_.add(text);
  for (const View& view : views_) {
    if (!view.iteration) continue;
    if (const auto total = total_in_log(text, view.iteration->label)) planned_by_log_ = total;
  }
}

std::optional<double> Story::planned() const {
  if (planned_by_user_) return planned_by_user_;
  return planned_by_endpoint_ ? planned_by_endpoint_ : planned_by_log_;
}

}  // namespace nsmon::watch
