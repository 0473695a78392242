// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "watch/display.h"
#include "watch/elapsed.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>

namespace nsmon::watch {
namespace {

std::string round_title(const View& view, const Round& round, std::optional<double> planned) {
  std::string text = fmt::format("{} {}", printable(view.iteration->label), round.number);
  if (planned) text += fmt::format("/{}", *planned);
  if (!round.only_loop) text += ' ' + printable(round.loop.to_selector());
  return text;
}

std::string values_of(const Story& story) {
  std::string text;
  for (const View& view : story.views()) {
    const std::string line = one_line(view, story.current());
    if (line.empty()) continue;
    if (!text.empty()) text += " | ";
    text += line;
  }
  return text;
}

std::string command_line(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& word : command) {
    const bool plain =
        !word.empty() && word.find_first_of(" \t\n'\"\\$`*?[]{}();&|<>#~") == std::string::npos;
    text += text.empty() ? "" : " ";
    text += plain ? printable(word) : quoted(word);
  }
  return text;
}

std::string history_line(const SeriesHistory& history, std::string_view name) {
  std::string text = fmt::format("  {}: {}", name, format_value(history.last, history.format));
  if (history.better == Better::unknown) return text;
  text += fmt::format(" (first {}, best {}", format_value(history.first, history.format),
                      format_value(history.best, history.format));
  if (history.best_round) text += fmt::format(" at {}", *history.best_round);
  return text + ")";
}

// Names of the summary's lines: the label alone where one series has it.
std::string name_of(const SeriesHistory& history, const std::vector<SeriesHistory>& all) {
  const auto same = std::ranges::count(all, history.label, &SeriesHistory::label);
  std::string name = printable(history.label);
  if (same > 1) name += ' ' + printable(history.text);
  return name;
}

class PlainDisplay final : public Display {
 public:
  PlainDisplay(Writer out, Writer err, Detail detail)
      : out_(std::move(out)), err_(std::move(err)), detail_(detail) {}

  void start(Moment when, const std::vector<std::string>& command,
             const std::vector<std::string>& urls) override {
    const std::string what =
        command.empty() ? fmt::format("{}", fmt::join(urls, ", ")) : command_line(command);
    line(when, fmt::format("watching {}", what));
  }

  void sample(Moment, const Snapshot&) override {}

  void round(Moment when, const Story& story, const Story::FinishedRound& finished) override {
    std::string text = round_title(*finished.view, finished.round, story.planned());
    const std::string values = one_line(*finished.view, story.current(), &finished.round);
    if (!values.empty()) text += " | " + values;
    line(when, text);
  }

  void log(Moment, Stream stream, const std::string& text) override {
    if (detail_ == Detail::all) {
      out_(fmt::format("{} {}\n", stream == Stream::out ? "|" : "!", text));
    }
  }

  void stall(Moment when, const Stall& stall, double since_unix_s) override {
    if (!stall.active) {
      line(when, "progress again");
      return;
    }
    std::string silent = fmt::format("{}", fmt::join(stall.silent, ", "));
    line(when, fmt::format("no progress for {} ({} silent)",
                           elapsed_words(when.unix_s - since_unix_s), silent));
  }

  void note(Moment when, const std::string& text) override {
    if (detail_ == Detail::all) {
      err_(fmt::format("[{}] {}\n", elapsed_stamp(when.elapsed_s), text));
    }
  }

  void heartbeat(Moment when, const Story& story) override {
    const std::string values = values_of(story);
    line(when, values.empty() ? "running; no metric of a view yet" : "running | " + values);
  }

  void end(Moment when, const Story& story, const Ending& ending) override {
    const bool failed = ending.exit_code && *ending.exit_code != 0;
    if (detail_ == Detail::frame) {
      if (failed) err_(fmt::format("error: {}\n", ending.reason));
      const std::string shown = frame(story);
      out_(shown.empty() && !failed ? "no metric of a view is there\n" : shown);
      return;
    }
    out_(summary(when, story, ending));
    if (!failed || story.log_tail().lines().empty()) return;
    err_("last lines of the log:\n");
    for (const std::string& text : story.log_tail().lines()) err_(fmt::format("  {}\n", text));
  }

 private:
  void line(Moment when, const std::string& text) {
    if (detail_ != Detail::all) return;
    out_(fmt::format("[{}] {}\n", elapsed_stamp(when.elapsed_s), text));
  }

  static std::string summary(Moment when, const Story& story, const Ending& ending) {
    std::string text = fmt::format("{} after {}", ending.state, elapsed_words(when.elapsed_s));
    if (!ending.signal.empty()) text += fmt::format(", killed by {}", ending.signal);
    if (ending.exit_code) text += fmt::format(", exit code {}", *ending.exit_code);
    if (!ending.reason.empty()) text += ": " + ending.reason;
    text += '\n';
    if (story.newest_round()) {
      text += fmt::format("  rounds: {}, last {}", story.rounds(), *story.newest_round());
      text += story.planned() ? fmt::format(" of {}\n", *story.planned()) : "\n";
    }
    for (const SeriesHistory& history : story.history()) {
      text += history_line(history, name_of(history, story.history())) + '\n';
    }
    text += fmt::format("  scrapes: {}, log lines: {}\n", story.scrapes(), story.log_lines());
    return text;
  }

  Writer out_;
  Writer err_;
  Detail detail_;
};

}  // namespace

std::string one_line(const View& view, const Snapshot& snapshot, const Round* round) {
  std::string text;
  for (const ViewLine& line : view.lines) {
    const std::string values = describe(view, line, select(view, line, snapshot, round));
    if (values.empty()) continue;
    if (!text.empty()) text += " | ";
    text += values;
  }
  return text;
}

std::string frame(const Story& story) {
  std::string text;
  for (const View& view : story.views()) {
    std::string lines;
    for (const ViewLine& line : view.lines) {
      const std::string values = describe(view, line, select(view, line, story.current()));
      if (!values.empty()) lines += fmt::format("  {}\n", values);
    }
    if (!lines.empty()) text += fmt::format("{}\n{}", printable(view.title), lines);
  }
  return text;
}

std::unique_ptr<Display> plain_display(Writer out, Writer err, Detail detail) {
  return std::make_unique<PlainDisplay>(std::move(out), std::move(err), detail);
}

}  // namespace nsmon::watch
