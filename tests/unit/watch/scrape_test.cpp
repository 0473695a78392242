// SPDX-License-Identifier: Apache-2.0
#include "watch/scrape.h"

#include "watch/elapsed.h"

#include <catch2/catch.hpp>

namespace nsmon::watch {
namespace {

Scrape answer(std::string body, int status = 200, std::string type = "text/plain",
              std::string_view instance = {}) {
  return read_answer(
      {.head = {.status = status, .content_type = std::move(type)}, .body = std::move(body)},
      instance);
}

}  // namespace

TEST_CASE("an exposition becomes series, creation times left out") {
  const Scrape scrape = answer(
      "# TYPE a_total counter\na_total{x=\"1\"} 3\n# TYPE a_created gauge\na_created{x=\"1\"} "
      "1.5e9\n"
      "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n");
  const auto& snapshot = std::get<Snapshot>(scrape);
  std::vector<std::string> texts;
  for (const SeriesValue& series : snapshot.series) texts.push_back(series.text);
  CHECK(texts ==
        std::vector<std::string>{"a_total{x=\"1\"}", "h_bucket{le=\"+Inf\"}", "h_sum", "h_count"});
}

TEST_CASE("an instance is added where a series has none") {
  const Scrape scrape = answer("a 1\nb{instance=\"own\"} 2\n", 200, "text/plain", "h:1");
  const auto& snapshot = std::get<Snapshot>(scrape);
  CHECK(snapshot.series[0].text == "a{instance=\"h:1\"}");
  CHECK(snapshot.series[1].text == "b{instance=\"own\"}");
}

TEST_CASE("OpenMetrics is read as such") {
  const Scrape scrape = answer("# TYPE a counter\na_total 3\n# EOF\n", 200,
                               "application/openmetrics-text; version=1.0.0");
  CHECK(std::get<Snapshot>(scrape).series.size() == 1);
}

TEST_CASE("a body with some good lines is used") {
  CHECK(std::get<Snapshot>(answer("a 1\n%%%\n")).series.size() == 1);
}

TEST_CASE("each obstacle has its own kind and reason") {
  struct Case {
    Scrape scrape;
    Obstacle obstacle;
    std::string reason;
  };
  const std::vector<Case> cases{
      {answer("x", 404), Obstacle::http_status, "HTTP status 404"},
      {answer(""), Obstacle::empty, "the answer is empty"},
      {answer(" \r\n"), Obstacle::empty, "the answer is empty"},
      {answer("\"# HELP a b\\na 1\\n\""), Obstacle::quoted,
       "the answer is a JSON string: the endpoint puts the metrics into quotes"},
      {answer("<html>\x1b[2J</html>"), Obstacle::not_exposition,
       "the answer is no exposition: it begins with \"<html>\\\\x1b[2J</html>\""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.reason);
    const auto* failure = std::get_if<NoScrape>(&one.scrape);
    REQUIRE(failure != nullptr);
    CHECK(failure->obstacle == one.obstacle);
    CHECK(failure->reason == one.reason);
  }
}

TEST_CASE("endpoints are written in several ways") {
  const auto [text, url, instance] = GENERATE(table<std::string, std::string, std::string>({
      {"host", "http://host:8000/metrics", "host:8000"},
      {"host:9", "http://host:9/metrics", "host:9"},
      {"host:9/x", "http://host:9/x", "host:9"},
      {"host/x", "http://host:8000/x", "host:8000"},
      {"[::1]", "http://[::1]:8000/metrics", "[::1]:8000"},
      {"[::1]:9", "http://[::1]:9/metrics", "[::1]:9"},
      {"http://h", "http://h/metrics", "h:80"},
      {"http://h/", "http://h/metrics", "h:80"},
      {"https://h:9/x?y=1", "https://h:9/x?y=1", "h:9"},
  }));
  CAPTURE(text);
  const auto endpoint = parse_endpoint(text);
  REQUIRE(endpoint);
  CHECK(endpoint->url == url);
  CHECK(endpoint->instance == instance);
}

TEST_CASE("what is no endpoint is refused, passwords are not shown") {
  CHECK_FALSE(parse_endpoint("ftp://x/"));
  CHECK_FALSE(parse_endpoint(""));
  CHECK_FALSE(parse_endpoint("host:99999"));
  const auto endpoint = parse_endpoint("http://me:hunter2@h/");
  REQUIRE(endpoint);
  CHECK(endpoint->shown.find("hunter2") == std::string::npos);
}

TEST_CASE("a free port is free, a listener is noticed") {
  const auto port = free_port();
  REQUIRE(port);
  CHECK_FALSE(is_port_taken(*port));
}

TEST_CASE("times are written for people") {
  const auto [seconds, words, stamp] = GENERATE(table<double, std::string, std::string>({
      {0, "0.0 s", "0:00"},
      {12.34, "12.3 s", "0:12"},
      {65, "1m 05s", "1:05"},
      {9300, "2h 35m", "2:35:00"},
      {100'000, "1d 3h", "27:46:40"},
      {1e300, "37037d 0h", "888888:53:20"},
      {-3, "-3.0 s", "0:00"},
  }));
  CHECK(elapsed_words(seconds) == words);
  CHECK(elapsed_stamp(seconds) == stamp);
}

}  // namespace nsmon::watch
