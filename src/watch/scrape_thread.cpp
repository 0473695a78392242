// SPDX-License-Identifier: Apache-2.0
#include "watch/scrape_thread.h"

#include <array>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace nsmon::watch {
namespace {

// Until an endpoint answers for the first time it is asked more often: a job's first values count.
constexpr std::chrono::milliseconds kFirstInterval{250};

}  // namespace

ScrapeThreads::ScrapeThreads(Settings settings) : settings_(std::move(settings)) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot open a pipe");
  }
  wake_read_ = ends[0];
  wake_write_ = ends[1];
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  for (std::size_t i = 0; i < settings_.endpoints.size(); ++i) {
    threads_.emplace_back([this, i](const std::stop_token& stop) { run(i, stop); });
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

ScrapeThreads::~ScrapeThreads() {
  for (std::jthread& thread : threads_) thread.request_stop();
  pause_.notify_all();
  threads_.clear();
  ::close(wake_read_);
  ::close(wake_write_);
}

std::vector<ScrapeEvent> ScrapeThreads::take() {
  std::array<char, 64> ignored;
  while (::read(wake_read_, ignored.data(), ignored.size()) > 0) {
  }
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

void ScrapeThreads::post(ScrapeEvent event) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(event));
  const char one = 1;
  // A full pipe has woken the reader already.
  [[maybe_unused]] const ssize_t written = ::write(wake_write_, &one, 1);
}

void ScrapeThreads::run(std::size_t index, const std::stop_token& stop) {
  http::Options options = settings_.http;
  options.timeout = settings_.timeout;
  options.connect_timeout = settings_.timeout;
  options.max_body_bytes = kLargestScrape;
  options.should_stop = [&stop] { return stop.stop_requested(); };
  http::Client client(std::move(options));
  const bool with_instance = settings_.endpoints.size() > 1;
  auto next = std::chrono::steady_clock::now();
  bool came = false;
  while (!stop.stop_requested()) {
    Scrape result = scrape(client, settings_.endpoints[index], with_instance);
    const auto now = std::chrono::steady_clock::now();
    came = came || std::holds_alternative<Snapshot>(result);
    if (!stop.stop_requested()) post({index, now, std::move(result)});
    const auto interval = came ? settings_.interval : std::min(settings_.interval, kFirstInterval);
    next = std::max(next + interval, now);
    std::unique_lock lock(mutex_);
    pause_.wait_until(lock, stop, next, [] { return false; });
  }
}

}  // namespace nsmon::watch
