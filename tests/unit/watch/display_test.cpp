// SPDX-License-Identifier: Apache-2.0
#include "watch/display.h"

#include "unit/watch/samples.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace nsmon::watch {
namespace {

using Json = nlohmann::json;

struct Captured {
  std::string out;
  std::string err;
  Writer to_out() {
    return [this](std::string_view text) { out += text; };
  }
  Writer to_err() {
    return [this](std::string_view text) { err += text; };
  }
};

Story story_with_plan(std::optional<double> planned = {}) {
  std::vector<View> views;
  views.push_back(training_view());
  return Story(std::move(views), 1, planned);
}

constexpr Moment kStart{1'700'000'000.25, 0};

Moment later(double seconds) {
  return {kStart.unix_s + seconds, seconds};
}

// A short run shown on a display: two epochs, a log line, a stall, a failure.
void show_run(Display& display) {
  Story story = story_with_plan();
  display.start(kStart, {"train", "two words", ""}, {"http://localhost:1/metrics"});
  story.add_log("epoch 1/2");
  display.log(later(1), Stream::out, "epoch 1/2");
  story.add_log("warn");
  display.log(later(1), Stream::err, "warn");
  const Snapshot first = scraped("loss{epoch=\"1\"} 2\nmap 0.25\n");
  display.sample(later(2), first);
  story.add(0, first);
  const Snapshot second = scraped("loss{epoch=\"1\"} 2\nloss{epoch=\"2\"} NaN\nmap 0.5\n");
  for (const auto& round : story.add(0, second)) display.round(later(3), story, round);
  display.stall(later(40), {.active = true, .silent = {"values", "log"}}, kStart.unix_s + 3);
  display.stall(later(50), {.active = false}, kStart.unix_s + 49);
  display.note(later(51), "something to know");
  display.heartbeat(later(60), story);
  for (const auto& round : story.finish()) display.round(later(61), story, round);
  display.end(later(61), story, {.state = "failed", .exit_code = 137, .signal = "SIGKILL"});
}

}  // namespace

TEST_CASE("plain lines") {
  Captured captured;
  show_run(*plain_display(captured.to_out(), captured.to_err(), Detail::all));
  CHECK(captured.out ==
        "[0:00] watching train \"two words\" \"\"\n"
        "| epoch 1/2\n"
        "! warn\n"
        "[0:03] epoch 1/2 | loss 2\n"
        "[0:40] no progress for 37.0 s (values, log silent)\n"
        "[0:50] progress again\n"
        "[1:00] running | loss NaN | mAP 50.0 %\n"
        "[1:01] epoch 2/2 | loss NaN | mAP 50.0 %\n"
        "failed after 1m 01s, killed by SIGKILL, exit code 137\n"
        "  rounds: 2, last 2 of 2\n"
        "  loss: NaN (first 2, best 2 at 1)\n"
        "  mAP: 50.0 % (first 25.0 %, best 50.0 %)\n"
        "  scrapes: 2, log lines: 2\n");
  CHECK(captured.err == "[0:51] something to know\nlast lines of the log:\n  epoch 1/2\n  warn\n");
}

TEST_CASE("the summary alone") {
  Captured captured;
  show_run(*plain_display(captured.to_out(), captured.to_err(), Detail::summary));
  CHECK(captured.out.starts_with("failed after 1m 01s, killed by SIGKILL, exit code 137\n"));
  CHECK(captured.err == "last lines of the log:\n  epoch 1/2\n  warn\n");
}

TEST_CASE("a frame") {
  Captured captured;
  show_run(*plain_display(captured.to_out(), captured.to_err(), Detail::frame));
  CHECK(captured.out == "Training\n  loss NaN\n  mAP 50.0 %\n");
}

TEST_CASE("JSON rows") {
  Captured captured;
  show_run(*json_display(captured.to_out(), captured.to_err(), "r1"));
  std::vector<Json> rows;
  std::string_view text = captured.out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    rows.push_back(Json::parse(text.substr(0, end)));
    text.remove_prefix(end + 1);
  }
  const auto row = [](std::string_view type, double seconds, Json fields) {
    fields["type"] = type;
    fields["time"] = kStart.unix_s + seconds;
    fields["run"] = "r1";
    return fields;
  };
  REQUIRE(rows.size() == 9);
  CHECK(rows[0] ==
        row("start", 0,
            {{"command", {"train", "two words", ""}}, {"urls", {"http://localhost:1/metrics"}}}));
  CHECK(rows[1] == row("log", 1, {{"stream", "stdout"}, {"text", "epoch 1/2"}}));
  CHECK(rows[2] == row("log", 1, {{"stream", "stderr"}, {"text", "warn"}}));
  CHECK(rows[3] == row("sample", 2, {{"values", {{"loss{epoch=\"1\"}", 2.0}, {"map", 0.25}}}}));
  CHECK(rows[4] ==
        row("epoch", 3, {{"epoch", 1}, {"total", 2}, {"values", {{"loss{epoch=\"1\"}", 2.0}}}}));
  CHECK(rows[5] ==
        row("stall", 40,
            {{"silent", {"values", "log"}}, {"since", kStart.unix_s + 3}, {"active", true}}));
  CHECK(rows[6] ==
        row("stall", 50,
            {{"silent", Json::array()}, {"since", kStart.unix_s + 49}, {"active", false}}));
  CHECK(rows[7] == row("epoch", 61,
                       {{"epoch", 2},
                        {"total", 2},
                        {"values", {{"loss{epoch=\"2\"}", nullptr}, {"map", 0.5}}},
                        {"nonfinite", {{"loss{epoch=\"2\"}", "NaN"}}}}));
  CHECK(rows[8]["state"] == "failed");
  CHECK(rows[8]["exit_code"] == 137);
  CHECK(rows[8]["signal"] == "SIGKILL");
  CHECK(rows[8]["reason"].is_null());
  CHECK(rows[8]["summary"]["last_epoch"] == 2);
  CHECK(rows[8]["summary"]["best"] == Json({{"loss", 2.0}, {"map", 0.5}}));
  CHECK(captured.err == "something to know\n");
}

TEST_CASE("the user's plan wins over the endpoint's, and that over the log's") {
  Story by_log = story_with_plan();
  by_log.add_log("epoch 1/9");
  CHECK(by_log.planned() == 9.0);
  by_log.add(0, scraped("planned 7\n"));
  CHECK(by_log.planned() == 7.0);
  Story by_user = story_with_plan(5);
  by_user.add(0, scraped("planned 7\n"));
  CHECK(by_user.planned() == 5.0);
}

TEST_CASE("last and first values follow the number of the round, not the order of the lines") {
  Story story = story_with_plan();
  story.add(0, scraped("loss{epoch=\"10\"} 1\nloss{epoch=\"9\"} 2\nloss{epoch=\"1\"} 5\n"));
  REQUIRE(story.history().size() == 1);
  CHECK(story.history()[0].first == 5);
  CHECK(story.history()[0].last == 1);
  CHECK(story.history()[0].best == 1);
  CHECK(story.history()[0].best_round == 10.0);
}

TEST_CASE("several endpoints are seen together") {
  std::vector<View> views;
  views.push_back(training_view());
  Story story(std::move(views), 2, {});
  story.add(0, scraped("map{i=\"a\"} 0.1\n"));
  story.add(1, scraped("map{i=\"b\"} 0.2\n"));
  story.add(0, scraped("map{i=\"a\"} 0.3\n"));
  CHECK(story.current().series.size() == 2);
  CHECK(one_line(story.views()[0], story.current()) == "mAP{i=\"a\"} 30.0 % mAP{i=\"b\"} 20.0 %");
}

}  // namespace nsmon::watch
