// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"
#include "promql/parse.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

namespace {

using namespace nsmon;

constexpr std::string_view kTooMany =
    "query processing would load too many samples into memory in query execution";

storage::Store make_store(int series, int samples) {
  storage::Store store;
  for (int i = 0; i < series; ++i) {
    const series::LabelSet labels{{"__name__", "x"}, {"i", std::to_string(i)}};
    for (int k = 0; k < samples; ++k) {
      store.append(labels, {.time = k * 1000, .value = i * 1000.0 + k, .histogram = {}}).value();
    }
  }
  return store;
}

std::string error_of(const storage::Store& store, std::string_view text,
                     const engine::TimeRange& range, const engine::Options& options) {
  const engine::StoreSource source(store);
  const auto expr = promql::parse_expression(text, promql::Features::all());
  REQUIRE(expr.has_value());
  const auto result = engine::range_query(source, **expr, range, options);
  return result ? std::string() : result.error().message;
}

}  // namespace

TEST_CASE("more samples than allowed end a query") {
  const storage::Store store = make_store(10, 100);
  engine::Options options;
  options.max_samples = 500;
  CHECK(error_of(store, "x", {0, 49'000, 1000}, options).empty());
  CHECK(error_of(store, "x", {0, 50'000, 1000}, options) == kTooMany);
  CHECK(error_of(store, "sum(x)", {0, 60'000, 1000}, options) == kTooMany);
  CHECK(error_of(store, "sum_over_time(x[1h])", {99'000, 99'000, 1000}, options).empty());
  CHECK(error_of(store, "sum_over_time(x[1h:1s])", {99'000, 99'000, 1000}, options) == kTooMany);
}

TEST_CASE("columns that are mostly empty are limited too") {
  const storage::Store store = make_store(100, 100);
  engine::Options options;
  options.max_samples = 100'000;
  CHECK(error_of(store, "count_values(\"v\", x)", {0, 3'000'000, 1000}, options) == kTooMany);
}

TEST_CASE("too many steps are an error") {
  const storage::Store store = make_store(1, 1);
  CHECK_FALSE(error_of(store, "x", {0, 100'000'000'000, 1}, {}).empty());
  CHECK_FALSE(error_of(store, "sum_over_time(x[100y:1ms])", {0, 1, 1}, {}).empty());
  CHECK_FALSE(error_of(store, "x", {0, 1, 0}, {}).empty());
}

TEST_CASE("a query can be cancelled and runs out of time") {
  const storage::Store store = make_store(1, 1);
  const std::atomic<bool> cancelled = true;
  engine::Options options;
  options.cancelled = &cancelled;
  CHECK(error_of(store, "x", {0, 1, 1}, options) == "query was canceled in expression evaluation");
  options.cancelled = nullptr;
  options.timeout = std::chrono::milliseconds(-1);
  CHECK(error_of(store, "x", {0, 1, 1}, options) == "query timed out in expression evaluation");
}
