// SPDX-License-Identifier: Apache-2.0
// The loop behind `watch`: one thread that waits for signals, scrapes, the job's output and the
// clock. Scraping happens in threads of its own (scrape_thread.h), so output is always drained.
//
// The end of a job comes in steps. Its process ends; its output is read until both pipes are
// closed. Processes that it left in its group get a moment, then SIGTERM, then after the stop
// time-out SIGKILL. Asking the job to stop (a signal to nsmon, an endpoint that never came) uses
// the same steps, with the job itself in front.
#include "watch/session.h"

#include "base/utf8.h"
#include "watch/child.h"
#include "watch/log_file.h"
#include "watch/scrape_thread.h"
#include "watch/signals.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>

#include <poll.h>
#include <unistd.h>

namespace nsmon::watch {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::chrono::milliseconds kTick{200};
constexpr Seconds kGrace{0.5};  // for what a job leaves behind
constexpr Seconds kHeartbeat{60};
constexpr std::size_t kMostReads = 64;  // of one pipe before other events are looked at

SteadyTime after(SteadyTime time, Seconds wait) {
  return time + std::chrono::duration_cast<std::chrono::steady_clock::duration>(wait);
}

class Session {
 public:
  Session(const SessionSettings& settings, Display& display, const Clock& clock)
      : settings_(settings),
        display_(display),
        clock_(clock),
        start_(clock.elapsed()),
        start_unix_(std::chrono::duration<double>(clock.now().time_since_epoch()).count()),
        last_shown_(start_),
        story_(settings.views, settings.endpoints.size(), settings.rounds),
        stall_(settings.stall, start_),
        states_(settings.endpoints.size()) {}

  int run() {
    std::vector<std::string> urls;
    for (const Endpoint& endpoint : settings_.endpoints) urls.push_back(endpoint.shown);
    display_.start(now(), settings_.command, urls);
    int status = 3;
    try {
      status = watch();
    } catch (const std::exception& error) {
      ending_ = {.state = "failed", .exit_code = status, .reason = error.what()};
    }
    child_.reset();
    for (const auto& round : story_.finish()) display_.round(now(), story_, round);
    display_.end(now(), story_, ending_);
    return status;
  }

 private:
  struct Output {
    int descriptor = -1;  // -1 once closed
    Stream stream = Stream::out;
    LineSplitter splitter;
  };
  struct EndpointState {
    bool asked = false;
    bool came = false;
    std::optional<Obstacle> obstacle;
    std::string reason;
  };

  Moment now() const { return at(clock_.elapsed()); }
  Moment at(SteadyTime time) const {
    const double elapsed = Seconds(time - start_).count();
    return {start_unix_ + elapsed, elapsed};
  }

  int watch();
  bool start_child();
  void wait_for_events(const Signals& signals, const ScrapeThreads& scrapes);
  void handle_signal(int number);
  void handle_scrape(ScrapeEvent event);
  void handle_obstacle(std::size_t index, const NoScrape& failure, SteadyTime time);
  void drain(Output& output);
  void take_line(Stream stream, const LogLine& line);
  void check_clock();
  void ask_to_stop(int signal, std::string why);
  void follow_end();
  bool is_over();
  int conclude();
  void note(const std::string& text) { display_.note(now(), text); }

  const SessionSettings& settings_;
  Display& display_;
  const Clock& clock_;
  SteadyTime start_;
  double start_unix_;
  SteadyTime last_shown_;
  Story story_;
  StallDetector stall_;
  std::vector<EndpointState> states_;
  std::optional<Child> child_;
  std::optional<LogFile> log_;
  std::array<Output, 2> outputs_{Output{.stream = Stream::out}, Output{.stream = Stream::err}};
  bool any_scrape_ = false;
  bool never_came_ = false;
  int asked_by_ = 0;                    // the signal that asked us to end
  std::string stop_reason_;             // why the job was asked or killed
  std::optional<SteadyTime> kill_at_;   // when what is left of the job is killed
  std::optional<SteadyTime> ended_at_;  // when the job's own process ended
  bool asked_leftovers_ = false;
  bool killed_ = false;
  bool gave_up_ = false;  // something outlived SIGKILL: a process that the kernel holds
  Ending ending_{.state = "failed"};
};

int Session::watch() {
  // SIGCHLD only wakes the loop. Blocked before threads exist, so that no other thread takes them.
  Signals signals{SIGINT, SIGTERM, SIGHUP, SIGCHLD};
  if (!settings_.log_file.empty()) {
    auto log = LogFile::open(settings_.log_file);
    if (!log) {
      ending_ = {.state = "not started", .exit_code = kUnreachable, .reason = log.error().message};
      return kUnreachable;
    }
    log_.emplace(std::move(*log));
  }
  if (!settings_.command.empty() && !start_child()) return *ending_.exit_code;
  const auto timeout = std::max(settings_.interval * 9 / 10, std::chrono::milliseconds(180));
  ScrapeThreads scrapes({.endpoints = settings_.endpoints,
                         .interval = settings_.interval,
                         .timeout = timeout,
                         .http = settings_.http});
  while (!is_over()) {
    wait_for_events(signals, scrapes);
    for (const int number : signals.take()) handle_signal(number);
    for (ScrapeEvent& event : scrapes.take()) handle_scrape(std::move(event));
    for (Output& output : outputs_) drain(output);
    if (child_) follow_end();
    check_clock();
  }
  return conclude();
}

bool Session::start_child() {
  if (is_port_taken(settings_.port)) {
    note(fmt::format("port {} is in use already: what is scraped there may not be this job",
                     settings_.port));
  }
  auto child = Child::start({.command = settings_.command, .port = settings_.port});
  if (!child) {
    const StartFailure& failure = child.error();
    ending_ = {.state = "not started", .exit_code = failure.exit_code, .reason = failure.reason};
    return false;
  }
  child_.emplace(std::move(*child));
  outputs_[0].descriptor = child_->out();
  outputs_[1].descriptor = child_->err();
  return true;
}

void Session::wait_for_events(const Signals& signals, const ScrapeThreads& scrapes) {
  std::array<pollfd, 4> streams{
      pollfd{signals.descriptor(), POLLIN, 0}, pollfd{scrapes.descriptor(), POLLIN, 0},
      pollfd{outputs_[0].descriptor, POLLIN, 0}, pollfd{outputs_[1].descriptor, POLLIN, 0}};
  ::poll(streams.data(), streams.size(), static_cast<int>(kTick.count()));
}

void Session::handle_signal(int number) {
  if (number == SIGCHLD) return;
  if (asked_by_ != 0 && child_) {
    child_->send(SIGKILL);
    stop_reason_ = "killed at the second request to stop";
    return;
  }
  asked_by_ = number;
  if (child_) ask_to_stop(number, fmt::format("stopped by {}", signal_name(number)));
}

void Session::ask_to_stop(int signal, std::string why) {
  stop_reason_ = std::move(why);
  kill_at_ = after(clock_.elapsed(), settings_.stop_timeout);
  child_->send(signal);
  note(fmt::format("asked the job to stop ({}); it is killed after {} s", signal_name(signal),
                   settings_.stop_timeout.count()));
}

void Session::handle_scrape(ScrapeEvent event) {
  EndpointState& state = states_[event.endpoint];
  const bool first = !state.came;
  state.asked = true;
  if (const auto* failure = std::get_if<NoScrape>(&event.scrape)) {
    handle_obstacle(event.endpoint, *failure, event.time);
    return;
  }
  const std::string& shown = settings_.endpoints[event.endpoint].shown;
  auto& snapshot = std::get<Snapshot>(event.scrape);
  if (first) {
    note(fmt::format("scraping {}: {} series", shown, snapshot.series.size()));
  } else if (state.obstacle) {
    note(fmt::format("{} answers again", shown));
  }
  state = {.asked = true, .came = true};
  any_scrape_ = true;
  const Moment when = at(event.time);
  display_.sample(when, snapshot);
  const auto rounds = story_.add(event.endpoint, std::move(snapshot));
  stall_.sample(story_.views(), story_.current(), event.time);
  for (const auto& round : rounds) {
    display_.round(when, story_, round);
    last_shown_ = event.time;
  }
  // The first look at an endpoint is worth a line.
  if (first && rounds.empty()) {
    display_.heartbeat(when, story_);
    last_shown_ = event.time;
  }
}

void Session::handle_obstacle(std::size_t index, const NoScrape& failure, SteadyTime) {
  EndpointState& state = states_[index];
  stall_.endpoint_silent();
  const bool changed = state.obstacle != failure.obstacle;
  state.obstacle = failure.obstacle;
  state.reason = failure.reason;
  // Once the job has ended, nobody expects its endpoint to answer.
  if (!changed || ended_at_) return;
  const std::string& shown = settings_.endpoints[index].shown;
  const bool waits = child_ && !state.came && failure.obstacle == Obstacle::refused;
  if (waits) {
    note(fmt::format("waiting for {}", shown));
  } else if (state.came) {
    note(fmt::format("{} gives nothing any more: {}", shown, failure.reason));
  } else {
    note(fmt::format("{} gives nothing: {}", shown, failure.reason));
  }
}

void Session::drain(Output& output) {
  std::array<char, 64 * 1024> piece;
  for (std::size_t reads = 0; output.descriptor >= 0 && reads < kMostReads; ++reads) {
    const ssize_t count = ::read(output.descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // nothing there now
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(count));
    for (const LogLine& line : output.splitter.feed(bytes)) take_line(output.stream, line);
    if (count > 0) continue;
    if (auto rest = output.splitter.finish()) take_line(output.stream, *rest);
    output.descriptor = -1;  // the child object closes it
  }
}

void Session::take_line(Stream stream, const LogLine& line) {
  if (log_ && !log_->write(line.raw)) {
    note(fmt::format("cannot write to {} any more", printable(settings_.log_file)));
    log_.reset();
  }
  stall_.log_line(clock_.elapsed());
  story_.add_log(line.text);
  display_.log(now(), stream, line.text);
}

// Steps of the end: see the top of this file.
void Session::follow_end() {
  const SteadyTime time = clock_.elapsed();
  if (child_->poll() && !ended_at_) ended_at_ = time;
  if (kill_at_ && time >= *kill_at_ && child_->has_group()) {
    child_->send(SIGKILL);
    if (!ended_at_)
      stop_reason_ += fmt::format(", killed after {} s", settings_.stop_timeout.count());
    gave_up_ = killed_;
    killed_ = true;
    kill_at_ = after(time, std::max(settings_.stop_timeout, kGrace));
  }
  const bool grace_over = ended_at_ && time >= after(*ended_at_, kGrace);
  if (grace_over && !asked_leftovers_ && child_->has_group()) {
    asked_leftovers_ = true;
    note("the job left processes behind; they are asked to end");
    child_->send(SIGTERM);
    if (!kill_at_) kill_at_ = after(time, settings_.stop_timeout);
  }
}

void Session::check_clock() {
  const SteadyTime time = clock_.elapsed();
  if (const auto change = stall_.check(time); change && !ended_at_) {
    display_.stall(at(time), *change, at(change->since).unix_s);
    last_shown_ = time;
  }
  if (time >= after(last_shown_, kHeartbeat)) {
    display_.heartbeat(at(time), story_);
    last_shown_ = time;
  }
  const bool overdue = settings_.start_timeout && !any_scrape_ && !never_came_ &&
                       time >= after(start_, *settings_.start_timeout);
  if (!overdue) return;
  never_came_ = true;
  if (child_ && !ended_at_ && asked_by_ == 0) {
    ask_to_stop(SIGTERM, fmt::format("no endpoint within {} s", settings_.start_timeout->count()));
  }
}

bool Session::is_over() {
  if (child_) {
    if (!ended_at_ || (child_->has_group() && !gave_up_)) return false;
    // Nobody is left who could write; a pipe that is still open was handed to a stranger.
    const bool drained = outputs_[0].descriptor < 0 && outputs_[1].descriptor < 0;
    return drained || clock_.elapsed() >= after(*ended_at_, kGrace);
  }
  const bool all_asked = std::ranges::all_of(states_, &EndpointState::asked);
  const bool time_over =
      settings_.duration && clock_.elapsed() >= after(start_, *settings_.duration);
  return asked_by_ != 0 || never_came_ || time_over || (settings_.once && all_asked);
}

int Session::conclude() {
  if (child_) {
    const ChildEnd end = *child_->poll();
    const bool ours = never_came_ && asked_by_ == 0 && !stop_reason_.empty();
    const int status = ours ? kNeverCame : end.exit_code();
    const bool stopped = asked_by_ != 0;
    ending_ = {.state = stopped       ? "stopped"
                        : status == 0 ? "finished"
                                      : "failed",
               .exit_code = status,
               .signal = end.signal != 0 ? signal_name(end.signal) : "",
               .reason = stop_reason_};
    return status;
  }
  int status = 0;
  if (asked_by_ != 0) {
    status = 128 + asked_by_;
    ending_ = {.state = "stopped", .reason = fmt::format("by {}", signal_name(asked_by_))};
  } else if (!any_scrape_) {
    status = never_came_ ? kNeverCame : kUnreachable;
    const std::string& reason = states_.front().reason;
    const std::string& shown = settings_.endpoints.front().shown;
    ending_ = {.state = "failed",
               .reason = fmt::format("{}: {}", shown, reason.empty() ? "no answer" : reason)};
  } else {
    ending_ = {.state = "detached"};
  }
  ending_.exit_code = status;
  return status;
}

}  // namespace

int run_session(const SessionSettings& settings, Display& display, const Clock& clock) {
  return Session(settings, display, clock).run();
}

}  // namespace nsmon::watch
