// SPDX-License-Identifier: Apache-2.0
#include "prometheus/answers.h"

#include <catch2/catch.hpp>

#include <string>

using namespace nsmon::prometheus;

namespace {
template <class Answer>
Answer read(std::string_view text) {
  Answer answer;
  JsonReader reader(text);
  const bool ok = read_answer(reader, answer);
  INFO(reader.problem());
  CHECK(ok);
  return answer;
}
}  // namespace

TEST_CASE("lists of names may be null") {
  CHECK(read<std::vector<std::string>>(R"(["a","b"])") == std::vector<std::string>{"a", "b"});
  CHECK(read<std::vector<std::string>>("null").empty());
}

TEST_CASE("targets are read with what is known of them") {
  const auto targets = read<Targets>(R"({"activeTargets":[{"discoveredLabels":{"x":"y"},
    "labels":{"job":"a"},"scrapePool":"p","scrapeUrl":"http://h/m","lastError":"boom","health":"down",
    "lastScrape":"2026-01-01T00:00:00Z","lastScrapeDuration":0.25,"scrapeInterval":"15s"}],
    "droppedTargets":[{"discoveredLabels":{}},{}]})");
  REQUIRE(targets.active.size() == 1);
  const auto& target = targets.active.front();
  CHECK(target.labels.get("job") == "a");
  CHECK(target.pool == "p");
  CHECK(target.url == "http://h/m");
  CHECK(target.health == "down");
  CHECK(target.last_error == "boom");
  CHECK(target.last_duration_s == "0.25");
  CHECK(targets.dropped == 2);
}

TEST_CASE("rules keep their group and their alerts") {
  const auto groups =
      read<std::vector<RuleGroup>>(R"({"groups":[{"name":"g","file":"f.yml","interval":60,
    "rules":[{"type":"alerting","name":"A","query":"up == 0","state":"firing","health":"ok",
    "alerts":[{"labels":{"alertname":"A"},"annotations":{"s":"t"},"state":"firing","value":"0e+00"}]},
    {"type":"recording","name":"r","query":"1","health":"err","lastError":"no"}]}]})");
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].interval_s == "60");
  REQUIRE(groups[0].rules.size() == 2);
  REQUIRE(groups[0].rules[0].alerts.size() == 1);
  CHECK(groups[0].rules[0].alerts[0].labels.get("alertname") == "A");
  CHECK(groups[0].rules[0].alerts[0].annotations.get("s") == "t");
  CHECK(groups[0].rules[1].last_error == "no");
}

TEST_CASE("metadata has an entry per metric and meaning") {
  const auto entries = read<std::vector<Metadata>>(
      R"({"up":[{"type":"gauge","help":"h","unit":""},{"type":"counter","help":"","unit":"s"}],"x":[]})");
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].metric == "up");
  CHECK(entries[0].type == "gauge");
  CHECK(entries[1].unit == "s");
}

TEST_CASE("status documents become rows of any depth") {
  const auto rows = read<StatusRows>(R"({"a":"1","b":{"c":2,"d":[true,null,{"e":"f"}]}})");
  CHECK(
      rows ==
      StatusRows{{"a", "1"}, {"b.c", "2"}, {"b.d[0]", "true"}, {"b.d[1]", ""}, {"b.d[2].e", "f"}});
}

TEST_CASE("a structure in the place of a text is refused") {
  std::vector<Alert> alerts;
  JsonReader reader{std::string_view(R"({"alerts":[{"state":["firing"]}]})")};
  CHECK_FALSE(read_answer(reader, alerts));
  CHECK(reader.problem() == "expected a string in the answer, found an array (byte 20)");
}
