// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "watch/view.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nsmon::watch {

// A change of state: the job stands still, or goes on again.
struct Stall {
  bool active = false;
  std::vector<std::string> silent;  // of "values", "endpoint", "log"
  std::chrono::steady_clock::time_point since;
};

// Tells when a job stands still: none of the views' progress series changed for longer than the
// limit. Without a limit of the user it is 30 s, or three times the usual time between changes.
// A job that has none of these series is watched only when the user gave a limit; then its log
// counts as progress too.
class StallDetector {
 public:
  using Time = std::chrono::steady_clock::time_point;

  StallDetector(std::optional<std::chrono::duration<double>> limit, Time start);

  void sample(const std::vector<View>& views, const Snapshot& snapshot, Time now);
  void endpoint_silent() { endpoint_answers_ = false; }
  void log_line(Time now) { last_log_ = now; }
  // Call now and then; a value comes back only when the state changes.
  std::optional<Stall> check(Time now);

 private:
  std::chrono::duration<double> limit() const;

  std::optional<std::chrono::duration<double>> user_limit_;
  std::map<std::string, double> values_;
  std::vector<std::chrono::duration<double>> gaps_;  // between changes, the latest few
  Time last_change_;
  Time last_log_;
  bool has_progress_ = false;
  bool changed_once_ = false;
  bool endpoint_answers_ = false;
  bool active_ = false;
};

}  // namespace nsmon::watch
