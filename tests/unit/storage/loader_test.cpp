// SPDX-License-Identifier: Apache-2.0
#include "storage/loader.h"

#include "storage/recording.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace nsmon;
using storage::Loader;
using storage::LoadInput;
using storage::Store;

namespace {

// An input of a text that comes in pieces of a few bytes.
LoadInput input(std::string name, std::string text, std::size_t piece = 7) {
  const auto rest = std::make_shared<std::string>(std::move(text));  // lives with the function
  const auto at = std::make_shared<std::size_t>(0);
  LoadInput result{.name = std::move(name), .content_type = {}, .tail = {}, .next = {}};
  result.tail = rest->substr(rest->size() - std::min<std::size_t>(rest->size(), 16));
  result.next = [rest, at, piece]() -> Result<std::string_view> {
    const auto begin = std::exchange(*at, std::min(*at + piece, rest->size()));
    return std::string_view(*rest).substr(begin, *at - begin);
  };
  return result;
}

using Point = std::pair<series::Timestamp, double>;

std::vector<Point> points(const Store& store, storage::SeriesId id) {
  std::vector<Point> all;
  const auto samples = store.view(id).samples;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    all.emplace_back(samples.times[i], samples.values[i]);
  }
  return all;
}

}  // namespace

TEST_CASE("samples of a scrape get its time unless they carry one") {
  Store store;
  Loader loader(store, {.scrape_time = 7000});
  REQUIRE(loader.read(input("a.prom", "a{x=\"1\"} 1\na{x=\"2\"} 2 5000\nb 3\n")));
  const auto summary = loader.finish();
  CHECK(summary.samples == 3);
  CHECK(summary.first_time == 5000);
  CHECK(summary.last_time == 7000);
  CHECK(points(store, 0) == std::vector<Point>{{7000, 1}});
  CHECK(points(store, 1) == std::vector<Point>{{5000, 2}});
}

TEST_CASE("late samples are sorted in and told with the first place") {
  Store store;
  Loader loader(store, {});
  REQUIRE(loader.read(input("a.om", "# TYPE a gauge\na 2 2\na 1 1\na 4 4\na 3 3\n# EOF\n")));
  REQUIRE(loader.read(input("b.om", "# TYPE a gauge\na 0 0.5\na 5 5\n# EOF\n")));
  const auto summary = loader.finish();
  CHECK(points(store, 0) ==
        std::vector<Point>{{500, 0}, {1000, 1}, {2000, 2}, {3000, 3}, {4000, 4}, {5000, 5}});
  CHECK(summary.late == 3);
  CHECK(summary.first_late.input == "a.om");
  CHECK(summary.first_late.line == 3);
  CHECK(summary.conflicts == 0);
}

TEST_CASE("of two values at one time the one read first stays") {
  Store store;
  Loader loader(store, {});
  REQUIRE(loader.read(input(
      "a.om", "# TYPE a gauge\na 1 1\na 1 1\na 2 2\na 9 1\na 8 1\na 7 1.5\na 6 1.5\n# EOF\n")));
  const auto summary = loader.finish();
  CHECK(points(store, 0) == std::vector<Point>{{1000, 1}, {1500, 7}, {2000, 2}});
  CHECK(summary.conflicts == 3);
  CHECK(summary.first_conflict.line == 5);
}

TEST_CASE("a line that cannot be read fails the input") {
  Store store;
  Loader loader(store, {});
  const auto outcome = loader.read(input("a.om", "# TYPE a gauge\na 1 1\na{x=1} 2 2\n# EOF\n"));
  REQUIRE_FALSE(outcome);
  REQUIRE(outcome.error().source);
  CHECK(outcome.error().source->name() == "a.om");
  CHECK(outcome.error().source->locate(outcome.error().error.span.begin).line == 3);
}

TEST_CASE("a history that was cut off fails, a scrape without a last line break does not") {
  Store store;
  Loader loader(store, {});
  auto history = input("a.om", "# TYPE a counter\n# UNIT a\na_total 1 1\n");
  history.content_type = "application/openmetrics-text; version=1.0.0";
  const auto outcome = loader.read(history);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().error.message.starts_with("a.om: expected \"# EOF\""));
  CHECK(loader.read(input("a.prom", "a 1")));
}

TEST_CASE("series that are not wanted count for the times only") {
  Store store;
  Loader loader(store, {.wanted = [](const series::LabelSet& labels) {
                  return labels.metric_name() == "b";
                }});
  REQUIRE(
      loader.read(input("a.om", "# TYPE a gauge\na 1 1\na 2 2\n# TYPE b gauge\nb 1 1\n# EOF\n")));
  CHECK(loader.finish().last_time == 2000);
  CHECK(store.series_count() == 1);
}

TEST_CASE("limits of the store end the loading") {
  Store samples({.series = 10, .samples = 2});
  Loader few(samples, {});
  const auto outcome = few.read(input("a.prom", "a 1 1\na 2 2\na 3 3\n"));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().error.message == "a.prom: more than 2 samples");

  Store series({.series = 1, .samples = 10});
  Loader narrow(series, {});
  const auto second = narrow.read(input("a.prom", "a 1 1\nb 2 2\n"));
  REQUIRE_FALSE(second);
  CHECK(second.error().error.message == "a.prom: more than 1 series");
}

TEST_CASE("a recording joins other inputs") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "a.rec";
  const series::LabelSet labels{{"__name__", "a"}};
  {
    auto writer = storage::RecordingWriter::open(path).value();
    const storage::RecordedSample sample{&labels, 1};
    REQUIRE(writer.add(1000, std::span(&sample, 1)));
    REQUIRE(writer.add(3000, std::span(&sample, 1)));
  }
  Store store;
  Loader loader(store, {});
  REQUIRE(loader.read(input("a.rec", test::read_text(path) + "@torn", 1000)));
  REQUIRE(loader.read(input("b.prom", "a 2 2000\n")));
  const auto summary = loader.finish();
  CHECK(points(store, 0) == std::vector<Point>{{1000, 1}, {2000, 2}, {3000, 1}});
  CHECK(summary.dropped_bytes == 5);
  CHECK(summary.dropped.input == "a.rec");
}
