// SPDX-License-Identifier: Apache-2.0
#include "storage/store.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using namespace nsmon;
using series::Histogram;
using series::LabelSet;
using series::Matcher;
using series::MatchOp;
using series::ResetHint;
using storage::Append;
using storage::Store;

std::vector<Matcher> matchers(MatchOp op, const std::string& name, const std::string& value) {
  return {Matcher::create(op, name, value).value()};
}

std::vector<std::string> selected(const Store& store, const std::vector<Matcher>& wanted) {
  std::vector<std::string> names;
  for (const auto& view : store.select(wanted, 0, 1000)) names.push_back(view.labels->to_string());
  return names;
}

storage::HistogramPtr histogram(std::vector<double> counts, ResetHint hint = ResetHint::unknown) {
  auto made = std::make_shared<Histogram>();
  made->hint = hint;
  for (const double count : counts) made->count += count;
  made->positive.spans = {{0, static_cast<std::uint32_t>(counts.size())}};
  made->positive.counts = std::move(counts);
  return made;
}

std::vector<ResetHint> hints(const Store& store) {
  std::vector<ResetHint> found;
  for (const auto& sample : store.view(0).samples.histograms) found.push_back(sample->hint);
  return found;
}

}  // namespace

TEST_CASE("samples are appended in order, repeated ones are harmless") {
  Store store;
  const auto id = store.series_id(LabelSet{{"__name__", "x"}}).value();
  CHECK(store.append(id, {.time = 10, .value = 1}) == Append::added);
  CHECK(store.append(id, {.time = 10, .value = 1}) == Append::repeated);
  CHECK(store.append(id, {.time = 10, .value = 2}) == Append::duplicate);
  CHECK(store.append(id, {.time = 5, .value = 2}) == Append::out_of_order);
  CHECK(store.insert(id, {.time = 5, .value = 2}) == Append::added);
  REQUIRE(store.view(id).samples.size() == 2);
  CHECK(store.view(id).samples.values[0] == 2);
  CHECK(store.sample_count() == 2);
}

TEST_CASE("series are found through their labels, sorted, within the time asked for") {
  Store store;
  for (const char* job : {"c", "a", "b"}) {
    const LabelSet labels{{"__name__", "x"}, {"job", job}};
    REQUIRE(store.append(labels, {.time = 10, .value = 1}).value() == Append::added);
  }
  REQUIRE(store.append(LabelSet{{"__name__", "y"}}, {.time = 2000, .value = 1}).has_value());
  CHECK(selected(store, matchers(MatchOp::equal, "job", "b")) ==
        std::vector<std::string>{R"({__name__="x", job="b"})"});
  CHECK(selected(store, matchers(MatchOp::regex, "job", "a|c")).size() == 2);
  CHECK(selected(store, matchers(MatchOp::regex, "job", "a|c"))[0] == R"({__name__="x", job="a"})");
  CHECK(selected(store, matchers(MatchOp::not_equal, "job", "a")).size() == 2);
  CHECK(selected(store, matchers(MatchOp::equal, "job", "")).empty());
  CHECK(selected(store, matchers(MatchOp::equal, "none", "z")).empty());
}

TEST_CASE("limits refuse what would exceed them") {
  Store store({.series = 1, .samples = 2});
  const auto id = store.series_id(LabelSet{{"__name__", "x"}}).value();
  CHECK_FALSE(store.series_id(LabelSet{{"__name__", "y"}}).has_value());
  CHECK(store.append(id, {.time = 1, .value = 1}) == Append::added);
  CHECK(store.append(id, {.time = 2, .value = 1}) == Append::added);
  CHECK(store.append(id, {.time = 3, .value = 1}) == Append::over_limit);
}

TEST_CASE("old samples are forgotten") {
  Store store;
  const auto id = store.series_id(LabelSet{{"__name__", "x"}}).value();
  for (int i = 0; i < 10; ++i) store.append(id, {.time = i, .value = 1.0 * i});
  store.drop_before(7);
  CHECK(store.sample_count() == 3);
  CHECK(store.time_range() == std::pair<series::Timestamp, series::Timestamp>{7, 9});
}

TEST_CASE("hints tell the place of a histogram in its run") {
  Store store;
  const auto id = store.series_id(LabelSet{{"__name__", "h"}}).value();
  store.append(id, {.time = 1, .histogram = histogram({1, 2})});
  store.append(id, {.time = 2, .histogram = histogram({2, 2})});
  store.append(id, {.time = 3, .histogram = histogram({1, 5})});
  store.append(id, {.time = 4, .histogram = histogram({1, 5}, ResetHint::reset)});
  store.append(id, {.time = 5, .histogram = histogram({0, 1}, ResetHint::gauge)});
  CHECK(hints(store) == std::vector<ResetHint>{ResetHint::unknown, ResetHint::not_reset,
                                               ResetHint::unknown, ResetHint::unknown,
                                               ResetHint::gauge});
}

TEST_CASE("histograms of one run share a layout") {
  Store store;
  const auto id = store.series_id(LabelSet{{"__name__", "h"}}).value();
  store.append(id, {.time = 1, .histogram = histogram({1})});
  store.append(id, {.time = 2, .histogram = histogram({1, 2})});
  const auto stored = store.view(id).samples.histograms;
  CHECK(stored[0]->positive.counts == std::vector<double>{1, 0});
  CHECK(stored[1]->positive.counts == std::vector<double>{1, 2});
}

TEST_CASE("a stale float after a histogram is a stale histogram") {
  Store store;
  const auto id = store.series_id(LabelSet{{"__name__", "h"}}).value();
  store.append(id, {.time = 1, .histogram = histogram({1})});
  store.append(id, {.time = 2, .value = series::stale_marker()});
  store.append(id, {.time = 3, .histogram = histogram({2})});
  const auto stored = store.view(id).samples.histograms;
  REQUIRE(stored[1] != nullptr);
  CHECK(series::is_stale(stored[1]->sum));
  CHECK(stored[2]->hint == ResetHint::unknown);
}

TEST_CASE("a run ends with its time range and when it gets large") {
  Store store({}, 1000);
  const auto id = store.series_id(LabelSet{{"__name__", "h"}}).value();
  store.append(id, {.time = 998, .histogram = histogram({1})});
  store.append(id, {.time = 999, .histogram = histogram({2})});
  store.append(id, {.time = 1000, .histogram = histogram({3})});
  CHECK(hints(store)[2] == ResetHint::unknown);
}
