// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::watch {

// One line of a program's output.
struct LogLine {
  std::string text;  // to show: progress bars folded to their last state, safe to print
  std::string raw;   // as written, line break included unless the output ended without one
};

// Cuts output into lines as it comes in pieces. A carriage return begins the line anew, as on a
// terminal. Lines longer than 64 KiB are handed over in parts, so memory stays bounded; bytes are
// never dropped from `raw`.
class LineSplitter {
 public:
  std::vector<LogLine> feed(std::string_view bytes);
  // The rest at the end of the output.
  std::optional<LogLine> finish();

 private:
  std::string pending_;
};

// A line as a terminal would show it at the end: the last state of a bar, colour codes and other
// escape sequences taken out, tabs as blanks, what else could act on a terminal as visible escapes.
std::string shown_text(std::string_view raw);

// The last lines, for the end of a run that failed.
class LogTail {
 public:
  explicit LogTail(std::size_t capacity) : capacity_(capacity) {}
  void add(std::string text);
  const std::deque<std::string>& lines() const { return lines_; }

 private:
  std::size_t capacity_;
  std::deque<std::string> lines_;
};

// The planned number of rounds that a line of log names: "Epoch 3/8", "epoch [3/8]", "EPOCH: 3 /
// 8".
std::optional<double> total_in_log(std::string_view text, std::string_view word);

}  // namespace nsmon::watch
