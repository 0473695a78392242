// SPDX-License-Identifier: Apache-2.0
#include "watch/stall.h"

#include "unit/watch/samples.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

namespace nsmon::watch {
namespace {

using Seconds = std::chrono::duration<double>;

// A detector with a clock that the test moves.
class Job {
 public:
  explicit Job(std::optional<Seconds> limit = {}) : detector_(limit, at(0)) {
    views_.push_back(training_view());
  }
  void sample(double time, double loss) {
    detector_.sample(views_, scraped(fmt::format("loss {}\nother {}\n", loss, time)), at(time));
  }
  void log(double time) { detector_.log_line(at(time)); }
  void endpoint_silent() { detector_.endpoint_silent(); }
  // "" for no change, else "stalled: values log" or "goes on".
  std::string check(double time) {
    const auto stall = detector_.check(at(time));
    if (!stall) return {};
    if (!stall->active) return "goes on";
    return fmt::format("stalled: {}", fmt::join(stall->silent, " "));
  }

 private:
  static StallDetector::Time at(double seconds) {
    return StallDetector::Time(
        std::chrono::duration_cast<StallDetector::Time::duration>(Seconds(1000 + seconds)));
  }
  StallDetector detector_;
  std::vector<View> views_;
};

}  // namespace

TEST_CASE("a job that changes is not stalled, other metrics do not count") {
  Job job;
  job.sample(1, 3);
  CHECK(job.check(30) == "");
  job.sample(31, 3);
  CHECK(job.check(31.5) == "stalled: values log");
  CHECK(job.check(40) == "");
  job.sample(41, 2);
  CHECK(job.check(41) == "goes on");
  CHECK(job.check(42) == "");
}

TEST_CASE("what is silent is told") {
  Job job;
  job.sample(1, 3);
  job.log(20);
  job.endpoint_silent();
  CHECK(job.check(32) == "stalled: values endpoint");
}

TEST_CASE("the limit follows the job's own pace") {
  Job job;
  for (int i = 0; i < 10; ++i) job.sample(20 * i, i);  // changes every 20 s
  CHECK(job.check(180 + 59) == "");
  CHECK(job.check(180 + 61) == "stalled: values log");
}

TEST_CASE("a limit of the user counts alone") {
  Job job(Seconds(5));
  job.sample(1, 3);
  CHECK(job.check(5.5) == "");
  CHECK(job.check(6.5) == "stalled: values log");
}

TEST_CASE("a job without progress series is judged by its log, if at all") {
  Job silent;
  CHECK(silent.check(1000) == "");
  Job asked(Seconds(5));
  asked.log(3);
  CHECK(asked.check(7) == "");
  asked.endpoint_silent();
  CHECK(asked.check(9) == "stalled: endpoint log");
  asked.log(10);
  CHECK(asked.check(10.5) == "goes on");
}

TEST_CASE("a loss that stays NaN is no change") {
  Job job(Seconds(5));
  job.sample(1, std::numeric_limits<double>::quiet_NaN());
  job.sample(4, std::numeric_limits<double>::quiet_NaN());
  CHECK(job.check(7) == "stalled: values log");
}

}  // namespace nsmon::watch
