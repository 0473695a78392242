// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "http/client.h"
#include "watch/display.h"
#include "watch/endpoint.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsmon::watch {

using Seconds = std::chrono::duration<double>;

// Exit codes of a watch itself (those of a shell besides: 126, 127, 128 + signal).
inline constexpr int kUnreachable = 2;
inline constexpr int kNeverCame = 120;

struct SessionSettings {
  std::vector<std::string> command = {};  // empty: attach to endpoints only
  std::uint16_t port = kDefaultPort;      // for the job
  std::vector<Endpoint> endpoints = {};
  std::vector<View> views = {};
  std::chrono::milliseconds interval{1000};
  std::optional<Seconds> start_timeout = {};  // for the first scrape that works
  Seconds stop_timeout{10};                   // between asking a job to end and killing it
  std::optional<Seconds> stall = {};
  std::optional<Seconds> duration = {};  // of a watch without a job
  std::optional<double> rounds = {};     // planned, as the user says
  bool once = false;                     // ends when every endpoint was asked
  std::string log_file = {};             // empty: none
  http::Options http = {};
};

// Watches until the job ends, or without a job until a signal, the duration or one look. Tells the
// display a start and an end whatever happens, and returns the exit status of the program. While it
// runs, SIGINT, SIGTERM and SIGHUP are taken: the first one is passed on to the job, the second one
// kills it. No process of the job's group is left afterwards.
int run_session(const SessionSettings& settings, Display& display, const Clock& clock);

}  // namespace nsmon::watch
