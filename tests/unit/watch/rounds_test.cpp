// SPDX-License-Identifier: Apache-2.0
#include "watch/rounds.h"

#include "unit/watch/samples.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

namespace nsmon::watch {
namespace {

Snapshot losses(std::initializer_list<int> epochs, std::string_view model = "m") {
  std::string text;
  for (const int epoch : epochs) {
    text += fmt::format("loss{{epoch=\"{}\",model=\"{}\"}} 1\n", epoch, model);
  }
  return scraped(text);
}

// "1 2*": numbers, the newest marked.
std::string numbers(const std::vector<Round>& rounds) {
  std::string text;
  for (const Round& round : rounds) {
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", round.number, round.newest ? "*" : "");
  }
  return text;
}

}  // namespace

TEST_CASE("a round comes one scrape after it was first seen") {
  const View view = training_view();
  RoundTracker tracker(view);
  CHECK(numbers(tracker.observe(losses({}))).empty());
  CHECK(numbers(tracker.observe(losses({0}))).empty());
  CHECK(numbers(tracker.observe(losses({0}))) == "0*");
  CHECK(numbers(tracker.observe(losses({0}))).empty());
  CHECK(numbers(tracker.observe(losses({0, 1}))).empty());
  CHECK(numbers(tracker.observe(losses({0, 1}))) == "1*");
}

TEST_CASE("a round comes at once when a later one is there") {
  const View view = training_view();
  RoundTracker tracker(view);
  CHECK(numbers(tracker.observe(losses({10, 9, 8}))) == "8 9");
  CHECK(numbers(tracker.observe(losses({10, 9, 8, 11}))) == "10");
  CHECK(numbers(tracker.finish()) == "11*");
  CHECK(numbers(tracker.finish()).empty());
}

TEST_CASE("numbers that begin anew are a new loop") {
  const View view = training_view();
  RoundTracker tracker(view);
  tracker.observe(losses({7, 8}));
  tracker.observe(losses({7, 8}));
  CHECK(numbers(tracker.observe(losses({0}))).empty());
  CHECK(numbers(tracker.observe(losses({0}))) == "0*");
}

TEST_CASE("an endpoint that is away for a moment starts nothing anew") {
  const View view = training_view();
  RoundTracker tracker(view);
  tracker.observe(losses({0, 1}));
  tracker.observe(losses({0, 1}));
  CHECK(numbers(tracker.observe(losses({}))).empty());
  CHECK(numbers(tracker.observe(losses({0, 1}))).empty());
}

TEST_CASE("each model has a loop of its own") {
  const View view = training_view();
  RoundTracker tracker(view);
  tracker.observe(losses({0}, "a"));
  const auto first = tracker.observe(losses({0}, "a"));
  REQUIRE(first.size() == 1);
  CHECK(first[0].only_loop);
  tracker.observe(losses({0}, "b"));
  const auto second = tracker.observe(losses({0}, "b"));
  REQUIRE(second.size() == 1);
  CHECK(second[0].loop == series::LabelSet{{"model", "b"}});
  CHECK_FALSE(second[0].only_loop);
}

TEST_CASE("labels that are no numbers make no rounds") {
  const View view = training_view();
  RoundTracker tracker(view);
  tracker.observe(scraped("loss{epoch=\"last\"} 1\nloss 2\nloss{epoch=\"inf\"} 1\n"));
  CHECK(tracker.finish().empty());
}

TEST_CASE("rounds without end do not fill the memory") {
  const View view = training_view();
  RoundTracker tracker(view);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += fmt::format("loss{{epoch=\"{}\"}} 1\n", i);
  CHECK(tracker.observe(scraped(text)).size() < 10'001);
}

TEST_CASE("the planned number comes from the view's series") {
  const View view = training_view();
  CHECK(planned_rounds(view, scraped("planned 8\n")) == 8.0);
  CHECK_FALSE(planned_rounds(view, scraped("planned NaN\n")));
  CHECK_FALSE(planned_rounds(view, scraped("planned 0\n")));
  CHECK_FALSE(planned_rounds(view, scraped("other 8\n")));
}

}  // namespace nsmon::watch
