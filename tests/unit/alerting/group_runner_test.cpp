// SPDX-License-Identifier: Apache-2.0
#include "alerting/group_runner.h"

#include "promql/series_description.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include <memory>

namespace nsmon::alerting {
namespace {

constexpr series::Timestamp kMinute = 60'000;

// A store, one rule file and its runners; samples are one minute apart, from `begin` on.
class Bench {
 public:
  explicit Bench(const std::string& rules, Restoration restoration = Restoration::none)
      : source_(store_), context_{.source = source_} {
    loaded_ = load_rules("rules.yml", rules);
    for (const std::string& error : loaded_.errors) FAIL(error);
    for (const Group& group : loaded_.groups) {
      runners_.push_back(std::make_unique<GroupRunner>(group, store_, context_, restoration));
    }
  }

  Context& context() { return context_; }

  void load(std::string_view text, series::Timestamp begin = 0) {
    const auto parsed = promql::parse_series_description(text);
    REQUIRE(parsed.has_value());
    for (std::size_t i = 0; i < parsed->values.size(); ++i) {
      const auto* value = std::get_if<double>(&parsed->values[i]);
      const auto at = begin + static_cast<series::Timestamp>(i) * kMinute;
      if (value != nullptr) REQUIRE(store_.append(parsed->labels, {.time = at, .value = *value}));
    }
  }

  std::vector<RuleOutcome> run(series::Timestamp time) {
    std::vector<RuleOutcome> all;
    for (auto& runner : runners_) {
      for (RuleOutcome& outcome : runner->run(time)) all.push_back(std::move(outcome));
    }
    return all;
  }

  GroupRunner& runner() { return *runners_[0]; }

  // State of the only alert of the first rule.
  std::string state(series::Timestamp time) {
    run(time);
    const auto active = runner().active(0);
    return active.empty() ? "inactive" : std::string(to_string(active[0].state));
  }

  // Values of a series at its times: "0:1 60000:2 120000:stale".
  std::string samples(std::string_view selector) {
    const auto labels = promql::parse_metric(selector);
    REQUIRE(labels.has_value());
    const auto view = store_.view(*store_.series_id(*labels));
    std::string out;
    for (std::size_t i = 0; i < view.samples.size(); ++i) {
      const double value = view.samples.values[i];
      if (!out.empty()) out += ' ';
      out += fmt::format("{}:", view.samples.times[i] / 1000);
      out += series::is_stale(value) ? "stale" : fmt::format("{}", value);
    }
    return out;
  }

 private:
  storage::Store store_;
  engine::StoreSource source_;
  Context context_;
  LoadedRules loaded_;
  std::vector<std::unique_ptr<GroupRunner>> runners_;
};

std::string alert_rule(std::string_view more = "") {
  return fmt::format("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: x > 0\n{}", more);
}

}  // namespace

TEST_CASE("an alert waits, fires and resolves") {
  Bench bench(alert_rule("    for: 2m\n"));
  bench.load("x 0 1 1 1 0 1");
  const std::vector<std::string> expected{"inactive", "pending",  "pending",
                                          "firing",   "inactive", "pending"};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(bench.state(static_cast<series::Timestamp>(i) * kMinute) == expected[i]);
  }
  CHECK(bench.samples(R"(ALERTS{alertname="A",alertstate="pending"})") ==
        "60:1 120:1 180:stale 300:1");
  CHECK(bench.samples(R"(ALERTS{alertname="A",alertstate="firing"})") == "180:1 240:stale");
  CHECK(bench.samples(R"(ALERTS_FOR_STATE{alertname="A"})") ==
        "60:60 120:60 180:60 240:stale 300:300");
}

TEST_CASE("an alert without `for` fires at once; keep_firing_for holds it") {
  Bench bench(alert_rule("    keep_firing_for: 2m\n"));
  bench.load("x 1 0 0 0 1");
  const std::vector<std::string> expected{"firing", "firing", "firing", "inactive", "firing"};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CHECK(bench.state(static_cast<series::Timestamp>(i) * kMinute) == expected[i]);
  }
}

TEST_CASE("a firing alert is sent again, a resolved one until it is dropped") {
  Bench bench(alert_rule());
  bench.context().external_labels = {{"cluster", "c"}, {"alertname", "kept"}};
  bench.load("x 1 1 1 0x20");
  std::string sent;
  for (int minute = 0; minute < 24; ++minute) {
    bench.run(minute * kMinute);
    for (const Notification& one : bench.runner().due(minute * kMinute)) {
      CHECK(one.labels.to_string() == R"({alertname="A", cluster="c"})");
      CHECK(one.starts_at == 0);
      const series::Timestamp ends = one.resolved ? 3 * kMinute : (minute + 4) * kMinute;
      CHECK(one.ends_at == ends);
      sent += fmt::format("{}{} ", minute, one.resolved ? "r" : "");
    }
  }
  // Once a minute is not more than the delay of one minute ago.
  CHECK(sent == "0 2 3r 5r 7r 9r 11r 13r 15r 17r ");
}

TEST_CASE("rules see what earlier rules wrote at the same time, later than the query offset") {
  Bench bench(R"(
groups:
- name: g
  query_offset: 1m
  labels: {team: core, from: group}
  rules:
  - record: a:b
    expr: x
    labels: {from: rule}
  - record: c:d
    expr: a:b * 2
)");
  bench.load("x 1 2 3 4");
  bench.run(2 * kMinute);
  CHECK(bench.samples(R"(a:b{team="core",from="rule"})") == "60:2");
  CHECK(bench.samples(R"(c:d{team="core",from="group"})") == "60:4");
}

TEST_CASE("a recorded series that vanishes ends, but not after a failed run") {
  Bench bench(R"(
groups:
- name: g
  limit: 1
  rules:
  - record: a:b
    expr: x > 0
)");
  bench.load(R"(x{i="1"} 1 1 1 0)");
  bench.load(R"(x{i="2"} 0 1 0 0)");
  CHECK(bench.run(0)[0].error.empty());
  CHECK(bench.run(kMinute)[0].error == "exceeded limit of 1 with 2 series");
  CHECK(bench.run(2 * kMinute)[0].samples == 1);
  CHECK(bench.run(3 * kMinute)[0].samples == 0);
  CHECK(bench.samples(R"(a:b{i="1"})") == "0:1 120:1 180:stale");
}

TEST_CASE("errors of rules") {
  const auto [rules, error] = GENERATE(table<std::string, std::string>({
      {"  - record: a:b\n    expr: x\n    labels: {i: same}\n",
       "vector contains metrics with the same labelset after applying rule labels"},
      {"  - alert: A\n    expr: x\n    labels: {i: same}\n",
       "vector contains metrics with the same labelset after applying alert labels"},
      {"  - record: a:b\n    expr: '\"text\"'\n", "rule result is not a vector or scalar"},
  }));
  Bench bench("groups:\n- name: g\n  rules:\n" + rules);
  bench.load(R"(x{i="1"} 1)");
  bench.load(R"(x{i="2"} 1)");
  CHECK(bench.run(0)[0].error == error);
}

TEST_CASE("over its limit a rule forgets all alerts") {
  Bench bench("groups:\n- name: g\n  limit: 1\n  rules:\n  - alert: A\n    expr: x > 0\n");
  bench.load(R"(x{i="1"} 1 1)");
  bench.load(R"(x{i="2"} 0 1)");
  CHECK(bench.run(0)[0].error.empty());
  CHECK(bench.runner().active(0).size() == 1);
  CHECK(bench.run(kMinute)[0].error == "exceeded limit of 1 with 2 alerts");
  CHECK(bench.runner().active(0).empty());
}

TEST_CASE("the wait of an alert survives a restart") {
  struct Case {
    std::string for_duration;
    std::string stored;        // ALERTS_FOR_STATE, a minute apart from minute 0 on
    series::Timestamp active;  // expected minute
  };
  // The process is down until minute 30; the second run is at minute 31.
  const auto row =
      GENERATE(Case{"5m", "600 600 600", 30},  // shorter than the grace period: not restored
               Case{"20m", "-1200 -1200 -1200", -20},  // it had fired
               Case{"20m", "-900 -900 -900",
                    31 + 10 - 20},  // 3 minutes were left: wait for the grace period
               Case{"1h", "-60 -60 -60", -1 + 29},   // the outage of 29 minutes does not count
               Case{"20m", "-900 -900 stale", 30});  // the alert had ended
  CAPTURE(row.for_duration, row.stored);
  Bench bench(alert_rule("    for: " + row.for_duration + "\n"), Restoration::after_second_run);
  bench.load(R"(ALERTS_FOR_STATE{alertname="A"} )" + row.stored);
  bench.load("x 1x5", 30 * kMinute);
  bench.run(30 * kMinute);
  bench.run(31 * kMinute);
  const auto active = bench.runner().active(0);
  REQUIRE(active.size() == 1);
  CHECK(active[0].active_at == row.active * kMinute);
  // The series appear only now.
  CHECK(bench.samples(R"(ALERTS{alertname="A",alertstate="pending"})").empty());
  bench.run(32 * kMinute);
  CHECK(bench.samples(R"(ALERTS_FOR_STATE{alertname="A"})")
            .ends_with(fmt::format("1920:{}", row.active * 60)));
}

TEST_CASE("texts of alerts are expanded with the labels of the result") {
  Bench bench(alert_rule(R"(    labels: {who: '{{ $labels.job }}', none: '{{ $labels.none }}'}
    annotations: {a: '{{ .Labels.__name__ }} {{ $value }} {{ query "x" | first | value }}', b: ''}
)"));
  bench.load(R"(x{job="j"} 3)");
  bench.run(0);
  const auto active = bench.runner().active(0);
  REQUIRE(active.size() == 1);
  CHECK(active[0].labels.to_string() == R"({alertname="A", job="j", who="j"})");
  CHECK(active[0].annotations == Annotations{{"a", "x 3 3"}, {"b", ""}});
  // A label that expanded to nothing shows its template.
  CHECK(
      bench.samples(
          R"(ALERTS{alertname="A",alertstate="firing",job="j",who="j",none="{{ $labels.none }}"})") ==
      "0:1");
}

TEST_CASE("a file that Prometheus refuses gives its reasons") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    labels: {a: '{{ $lables "
       "}}'}\n",
       "group \"g\", rule 1, \"A\": label \"a\": template: __alert_A:1: undefined variable "
       "\"$lables\""},
      {"groups: [", "did not find"},
      {"groups:\n- name: g\n  rules:\n  - record: a\n    expr: 'sum('\n",
       "could not parse expression"},
  }));
  const LoadedRules loaded = load_rules("r.yml", text);
  CAPTURE(text);
  REQUIRE_FALSE(loaded.errors.empty());
  CHECK_THAT(loaded.errors[0], Catch::Contains(error));
  CHECK(loaded.groups.empty());
}
}  // namespace nsmon::alerting
