// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "watch/scrape.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace nsmon::watch {

// A scrape with its endpoint's place in the list and when it was complete.
struct ScrapeEvent {
  std::size_t endpoint = 0;
  std::chrono::steady_clock::time_point time;
  Scrape scrape;
};

// Scrapes endpoints at an interval, each in a thread of its own, so that a slow one holds up
// neither the others nor the reader of a job's output. Results wait until they are taken.
class ScrapeThreads {
 public:
  struct Settings {
    std::vector<Endpoint> endpoints;
    std::chrono::milliseconds interval{1000};
    std::chrono::milliseconds timeout{900};
    http::Options http = {};
  };

  // Begins at once. The threads take no signals.
  explicit ScrapeThreads(Settings settings);
  ~ScrapeThreads();  // ends scrapes that go on
  ScrapeThreads(const ScrapeThreads&) = delete;
  ScrapeThreads& operator=(const ScrapeThreads&) = delete;

  // Readable when something waits.
  int descriptor() const { return wake_read_; }
  std::vector<ScrapeEvent> take();

 private:
  void run(std::size_t index, const std::stop_token& stop);
  void post(ScrapeEvent event);

  Settings settings_;
  int wake_read_ = -1;
  int wake_write_ = -1;
  std::mutex mutex_;
  std::condition_variable_any pause_;
  std::vector<ScrapeEvent> waiting_;
  std::vector<std::jthread> threads_;  // last, so that they end first
};

}  // namespace nsmon::watch
