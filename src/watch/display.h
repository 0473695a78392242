// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "watch/stall.h"
#include "watch/story.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::watch {

// When something happened: Unix seconds, and seconds since the watch began.
struct Moment {
  double unix_s = 0;
  double elapsed_s = 0;
};

enum class Stream : std::uint8_t { out, err };

// How a watch ended.
struct Ending {
  std::string state;  // finished, failed, stopped, detached, not started
  std::optional<int> exit_code;
  std::string signal;  // name of the signal that ended the job; empty for none
  std::string reason;  // empty for none
};

// Takes what happens during a watch and shows it. A seam: plain lines, JSON lines, summary only.
class Display {
 public:
  virtual ~Display() = default;
  virtual void start(Moment when, const std::vector<std::string>& command,
                     const std::vector<std::string>& urls) = 0;
  virtual void sample(Moment when, const Snapshot& scraped) = 0;
  virtual void round(Moment when, const Story& story, const Story::FinishedRound& round) = 0;
  virtual void log(Moment when, Stream stream, const std::string& text) = 0;
  // `since_unix_s` is the time of the last change.
  virtual void stall(Moment when, const Stall& stall, double since_unix_s) = 0;
  // Something to know about the watch itself, such as the state of an endpoint.
  virtual void note(Moment when, const std::string& text) = 0;
  // Comes once a minute while nothing else was shown.
  virtual void heartbeat(Moment when, const Story& story) = 0;
  virtual void end(Moment when, const Story& story, const Ending& ending) = 0;
};

using Writer = std::function<void(std::string_view)>;

enum class Detail : std::uint8_t {
  all,
  summary,  // how the job ended, and the end of its log if it failed
  frame,    // the views' lines as they are at the end
};

// Lines without control codes: rounds, log lines, a heartbeat and the summary on `out`; notes and
// the end of a failed job's log on `err`.
std::unique_ptr<Display> plain_display(Writer out, Writer err, Detail detail);

// One JSON object a line on `out` (docs/design/watch.md lists the rows), notes as text on `err`.
std::unique_ptr<Display> json_display(Writer out, Writer err, std::string run);

// The views' lines that have values, each on a line of its own.
std::string frame(const Story& story);

// The same on one line, parted by " | ".
std::string one_line(const View& view, const Snapshot& snapshot, const Round* round = nullptr);

}  // namespace nsmon::watch
