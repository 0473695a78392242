// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include "catalog/load.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace nsmon::catalog {
namespace {

Catalog sound(const std::string& text) {
  Catalog catalog;
  Loaded loaded = load("a.yml", text);
  for (const Diagnostic& problem : loaded.problems) UNSCOPED_INFO(problem.message);
  REQUIRE(loaded.problems.empty());
  REQUIRE(catalog.add(std::move(loaded.file)).empty());
  return catalog;
}

constexpr const char* kCatalog = R"(
metrics:
  - name: wait_seconds
    type: histogram
    unit: seconds
    help: Time in the queue
    labels:
      queue: {values: [fast, slow]}
      round: {cardinality: unbounded, role: iteration}
      user: {examples: [ann], cardinality: high, optional: true}
    buckets: [0.1, 1, 10]
    range: [0, .inf]
    typical: [0.1, 5]
    replaces: [wait_time]
    jobs: [shop]
    born: first_event
  - name: orders_total
    type: counter
    labels: {}
  - {name: state, type: gauge, enum: {0: closed, 1: open}}
  - {name: limit_bytes, type: gauge, zero: unlimited, enum: [0, 1]}
  - {name: latency_seconds, type: summary, quantiles: [0.5, 0.9]}
  - {name: build, type: info}
  - {name: sizes_bytes, type: histogram, native_histogram: true}
targets:
  shop: {scrape_interval: 15s, instances: ["localhost:1"], labels: {app: shop}}
external_labels: {cluster: a}
retention: 30d
foreign: ["redis_*", "*_internal_*x"]
)";

TEST_CASE("every field of a catalog is read") {
  const Catalog catalog = sound(kCatalog);
  REQUIRE(catalog.metrics().size() == 7);
  const Metric& wait = catalog.metrics()[0];
  CHECK(wait.type == MetricType::histogram);
  CHECK(wait.unit == "seconds");
  CHECK(wait.help == "Time in the queue");
  REQUIRE(wait.labels.has_value());
  REQUIRE(wait.labels->size() == 3);
  CHECK(wait.find_label("queue")->values == std::vector<std::string>{"fast", "slow"});
  CHECK(wait.find_label("queue")->closed());
  CHECK(wait.find_label("round")->role == LabelRole::iteration);
  CHECK(wait.find_label("round")->cardinality == Cardinality::unbounded);
  CHECK(wait.find_label("user")->optional);
  CHECK_FALSE(wait.find_label("user")->closed());
  CHECK(wait.find_label("nobody") == nullptr);
  CHECK(wait.buckets == std::vector<double>{0.1, 1, 10});
  CHECK(wait.range->low == 0);
  CHECK(wait.range->contains(1e300));
  CHECK(wait.typical == Range{0.1, 5});
  CHECK(wait.jobs == std::vector<std::string>{"shop"});
  CHECK(wait.born == Born::first_event);
  CHECK(catalog.metrics()[1].labels->empty());
  CHECK_FALSE(catalog.metrics()[2].labels.has_value());
  CHECK(catalog.metrics()[2].enum_values == std::vector<EnumValue>{{0, "closed"}, {1, "open"}});
  CHECK(catalog.metrics()[3].zero_is_unlimited);
  CHECK(catalog.metrics()[3].enum_values == std::vector<EnumValue>{{0, ""}, {1, ""}});
  CHECK(catalog.metrics()[4].quantiles == std::vector<double>{0.5, 0.9});
  REQUIRE(catalog.find_target("shop") != nullptr);
  CHECK(catalog.find_target("shop")->scrape_interval == std::chrono::seconds(15));
  CHECK(catalog.find_target("shop")->instances == std::vector<std::string>{"localhost:1"});
  CHECK(catalog.external_labels().at("cluster") == "a");
  CHECK(catalog.retention() == std::chrono::hours(30 * 24));
}

TEST_CASE("metrics are found by the names of their series") {
  const Catalog catalog = sound(kCatalog);
  const auto [name, metric, part] = GENERATE(table<std::string, std::string, Part>(
      {{"wait_seconds", "wait_seconds", Part::family},
       {"wait_seconds_bucket", "wait_seconds", Part::bucket},
       {"wait_seconds_sum", "wait_seconds", Part::sum},
       {"wait_seconds_count", "wait_seconds", Part::count},
       {"wait_seconds_created", "wait_seconds", Part::created},
       {"orders_total", "orders_total", Part::value},
       {"orders_created", "orders_total", Part::created},
       {"latency_seconds", "latency_seconds", Part::value},
       {"latency_seconds_count", "latency_seconds", Part::count},
       {"build_info", "build", Part::value},
       {"build", "build", Part::family},
       {"sizes_bytes", "sizes_bytes", Part::value},
       {"sizes_bytes_bucket", "sizes_bytes", Part::bucket},
       {"up", "up", Part::value},
       {"ALERTS", "ALERTS", Part::value},
       {"scrape_duration_seconds", "scrape_duration_seconds", Part::value}}));
  CAPTURE(name);
  const auto series = catalog.find_series(name);
  REQUIRE(series.has_value());
  CHECK(series->metric->name == metric);
  CHECK(series->part == part);
  CHECK(catalog.find(name) == series->metric);
  if (part != Part::family) CHECK(series_name(*series->metric, part) == name);
}

TEST_CASE("other names are unknown, old ones lead to their successors") {
  const Catalog catalog = sound(kCatalog);
  for (const std::string name :
       {"orders", "orders_total_bucket", "state_sum", "latency_seconds_bucket", "wait_time", ""}) {
    CAPTURE(name);
    CHECK(catalog.find(name) == nullptr);
    CHECK_FALSE(catalog.knows(name));
  }
  const auto old = catalog.find_replacement("wait_time_bucket");
  REQUIRE(old.has_value());
  CHECK(series_name(*old->metric, old->part) == "wait_seconds_bucket");
  CHECK(catalog.suggest("wait_time_count") == "wait_seconds_count");
  CHECK(catalog.suggest("order_total") == "orders_total");
  CHECK_FALSE(catalog.suggest("something_else_entirely").has_value());
}

TEST_CASE("foreign patterns cover names") {
  const Catalog catalog = sound(kCatalog);
  CHECK(catalog.is_foreign("redis_up"));
  CHECK(catalog.is_foreign("redis_"));
  CHECK_FALSE(catalog.is_foreign("my_redis_up"));
  CHECK(catalog.is_foreign("a_internal_internal_bx"));
  CHECK_FALSE(catalog.is_foreign("a_internal_b"));
  CHECK(catalog.knows("redis_up"));
}

TEST_CASE("built-in metrics are known to an empty catalog") {
  const Catalog catalog;
  CHECK(catalog.empty());
  REQUIRE(catalog.find("up") != nullptr);
  CHECK(catalog.find("up")->builtin);
  CHECK(catalog.find("ALERTS_FOR_STATE")->unit == "timestamp_seconds");
  CHECK(catalog.metrics().empty());
}

std::vector<std::string> joined(const std::string& first, const std::string& second) {
  Catalog catalog;
  std::vector<std::string> messages;
  for (const auto& [name, text] : {std::pair{"a.yml", first}, std::pair{"b.yml", second}}) {
    Loaded loaded = load(name, text);
    REQUIRE(loaded.problems.empty());
    for (const Diagnostic& problem : catalog.add(std::move(loaded.file))) {
      CHECK(problem.id == "catalog/conflicting-definition");
      messages.push_back(problem.message);
    }
  }
  return messages;
}

TEST_CASE("catalog files are joined, and contradictions are told") {
  using Messages = std::vector<std::string>;
  const auto metric = [](const std::string& fields) { return "metrics: [{" + fields + "}]"; };
  const std::string plain = metric("name: a, type: gauge");
  CHECK(joined(plain, plain).empty());
  CHECK(joined(plain, metric("name: a, type: gauge, unit: bytes, labels: {x: }")).empty());
  CHECK(joined(plain, metric("name: a, type: counter")) ==
        Messages{"\"a\" is defined twice: the definitions differ in type"});
  CHECK(joined(metric("name: a, type: gauge, unit: bytes"),
               metric("name: a, type: gauge, unit: seconds")) ==
        Messages{"\"a\" is defined twice: the definitions differ in unit"});
  CHECK(joined(metric("name: a, type: gauge, labels: {x: , y: }"),
               metric("name: a, type: gauge, labels: {y: , x: }"))
            .empty());
  CHECK(joined(metric("name: a, type: gauge, labels: {x: }"),
               metric("name: a, type: gauge, labels: {y: }")) ==
        Messages{"\"a\" is defined twice: the definitions differ in labels"});
  CHECK(joined(metric("name: h, type: histogram, buckets: [1, 2]"),
               metric("name: h, type: histogram, buckets: [1, 3]")) ==
        Messages{"\"h\" is defined twice: the definitions differ in buckets"});
  CHECK(joined(metric("name: h, type: histogram"), metric("name: h_count, type: gauge")) ==
        Messages{"\"h_count\" is a series of the histogram \"h\""});
  CHECK(joined(metric("name: a, type: gauge, replaces: [o]"),
               metric("name: b, type: gauge, replaces: [o]")) ==
        Messages{"\"o\" is replaced by \"a\" already"});
  CHECK(joined("external_labels: {a: b}", "external_labels: {a: c}").size() == 1);
  CHECK(joined("retention: 1d", "retention: 2d").size() == 1);
  CHECK(joined("retention: 1d", "retention: 24h").empty());
  CHECK(
      joined("targets: {j: {scrape_interval: 1m}}", "targets: {j: {scrape_interval: 2m}}").size() ==
      1);
  CHECK(joined("targets: {j: }", "targets: {j: {}}").empty());
  CHECK(joined(metric("name: up, type: gauge"), plain).empty());
}

TEST_CASE("the same metric twice in one file is a problem") {
  Catalog catalog;
  Loaded loaded = load("a.yml", "metrics: [{name: a, type: gauge}, {name: a, type: gauge}]");
  const auto problems = catalog.add(std::move(loaded.file));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message == "\"a\" is defined twice");
  REQUIRE(problems[0].notes.size() == 1);
  CHECK(problems[0].notes[0].file.empty());
}

TEST_CASE("the shipped catalogs are sound") {
  std::size_t found = 0;
  const auto folder = nsmon::test::source_dir() / "rules/catalog";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yml") continue;
    ++found;
    CAPTURE(entry.path().string());
    const std::string text = nsmon::test::read_text(entry.path());
    Loaded loaded = load("x.yml", text);
    for (const Diagnostic& problem : loaded.problems) UNSCOPED_INFO(problem.message);
    CHECK(loaded.problems.empty());
    Catalog catalog;
    CHECK(catalog.add(std::move(loaded.file)).empty());
    CHECK(catalog.metrics().size() > 10);
  }
  CHECK(found >= 1);
}

}  // namespace
}  // namespace nsmon::catalog
