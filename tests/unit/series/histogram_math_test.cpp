// SPDX-License-Identifier: Apache-2.0
#include "series/histogram_math.h"

#include "series/histogram_bounds.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

namespace {

using namespace nsmon::series;

Histogram exponential(std::int32_t schema, std::int32_t offset, std::vector<double> counts) {
  Histogram histogram;
  histogram.schema = schema;
  for (const double count : counts) histogram.count += count;
  histogram.positive.spans = {{offset, static_cast<std::uint32_t>(counts.size())}};
  histogram.positive.counts = std::move(counts);
  return histogram;
}

Histogram custom(std::vector<double> bounds, std::vector<double> counts) {
  Histogram histogram = exponential(kCustomSchema, 0, std::move(counts));
  histogram.custom_bounds = std::move(bounds);
  return histogram;
}

}  // namespace

TEST_CASE("bounds of exponential buckets are exact") {
  const auto [schema, index, bound] =
      GENERATE(table<int, int, double>({{0, 0, 1.0},
                                        {0, 1, 2.0},
                                        {0, -3, 0.125},
                                        {1, 2, 2.0},
                                        {3, 8, 2.0},
                                        {8, 256, 2.0},
                                        {-1, 3, 64.0},
                                        {-4, 1, 65536.0},
                                        {0, 1023, 8.98846567431158e307},
                                        {0, 1024, std::numeric_limits<double>::max()},
                                        {8, 1024 * 256, std::numeric_limits<double>::max()},
                                        {-4, 64, std::numeric_limits<double>::max()},
                                        {-4, 65, std::numeric_limits<double>::infinity()}}));
  CAPTURE(schema, index);
  CHECK(exponential_bound(schema, index) == bound);
}

TEST_CASE("bounds ascend over all of the finest schema") {
  for (int index = -300; index < 300; ++index) {
    CHECK(exponential_bound(8, index) < exponential_bound(8, index + 1));
  }
}

TEST_CASE("spans do not matter, only the buckets they list") {
  const Buckets split{{{1, 1}, {0, 1}, {2, 1}}, {5, 6, 7}};
  const std::vector<BucketCount> expected = {{1, 5}, {2, 6}, {5, 7}};
  CHECK(bucket_list(split) == expected);
  CHECK(make_buckets(expected).spans == std::vector<BucketSpan>{{1, 2}, {2, 1}});
}

TEST_CASE("reducing a schema merges neighbours") {
  const Histogram reduced_one = reduced(exponential(1, 0, {1, 2, 3, 4}), 0);
  CHECK(reduced_one.schema == 0);
  CHECK(bucket_list(reduced_one.positive) == std::vector<BucketCount>{{0, 1}, {1, 5}, {2, 4}});
}

TEST_CASE("adding keeps the lower schema and the total") {
  Histogram sum = exponential(2, 1, {1, 1, 1, 1});
  const Combination done = add(sum, exponential(0, 1, {5}));
  CHECK_FALSE(done.incompatible);
  CHECK(sum.schema == 0);
  CHECK(sum.count == 9);
  CHECK(bucket_list(sum.positive) == std::vector<BucketCount>{{1, 9}});
}

TEST_CASE("a zero bucket grows past a populated bucket that it would cut") {
  Histogram sum = exponential(0, 1, {4});  // (1, 2]
  Histogram wide;
  wide.zero_threshold = 1.5;
  wide.zero_count = 3;
  wide.count = 3;
  add(sum, wide);
  CHECK(sum.zero_threshold == 2);
  CHECK(sum.zero_count == 7);
  CHECK(compacted(sum).positive.counts.empty());
}

TEST_CASE("differing custom bounds are intersected") {
  Histogram sum = custom({1, 2, 5}, {1, 2, 2, 1});
  CHECK(add(sum, custom({1, 3, 5}, {1, 2, 2, 1})).bounds_reconciled);
  CHECK(sum.custom_bounds == std::vector<double>{1, 5});
  CHECK(sum.positive.counts == std::vector<double>{2, 8, 2});
  Histogram other = exponential(0, 0, {1});
  CHECK(add(other, sum).incompatible);
  CHECK(other.count == 1);
}

TEST_CASE("hints combine") {
  using enum ResetHint;
  const auto [a, b, result, conflict] =
      GENERATE(table<ResetHint, ResetHint, ResetHint, bool>({{unknown, unknown, unknown, false},
                                                             {gauge, reset, gauge, false},
                                                             {not_reset, gauge, gauge, false},
                                                             {unknown, not_reset, unknown, false},
                                                             {reset, unknown, unknown, false},
                                                             {reset, reset, reset, false},
                                                             {reset, not_reset, unknown, true},
                                                             {not_reset, reset, unknown, true}}));
  Histogram sum;
  sum.hint = a;
  Histogram other;
  other.hint = b;
  CHECK(add(sum, other).hints_conflict == conflict);
  CHECK(sum.hint == result);
  subtract(sum, other);
  CHECK(sum.hint == gauge);
}

TEST_CASE("resets are seen in count, buckets, schema and zero bucket") {
  const Histogram before = exponential(0, 1, {2, 2});
  CHECK_FALSE(detect_reset(before, before));
  CHECK_FALSE(detect_reset(exponential(0, 1, {2, 3}), before));
  CHECK(detect_reset(exponential(0, 1, {1, 9}), before));
  CHECK(detect_reset(exponential(0, 1, {9}), before));
  CHECK(detect_reset(exponential(1, 1, {9, 9, 9, 9}), before));
  CHECK_FALSE(detect_reset(exponential(-1, 1, {9}), before));
  CHECK(detect_reset(custom({1}, {9, 9}), before));
  Histogram hinted = before;
  hinted.hint = ResetHint::reset;
  CHECK(detect_reset(hinted, before));
  Histogram wider = exponential(0, 2, {9});
  wider.zero_threshold = 1.5;
  CHECK(detect_reset(wider, before));
}

TEST_CASE("a compensated sum loses nothing that cancels") {
  CompensatedSum total(exponential(0, 1, {1e100}));
  total.add(exponential(0, 1, {1}));
  total.add(exponential(0, 1, {-1e100}));
  CHECK(total.result().positive.counts == std::vector<double>{1});
  CHECK(total.result().count == 1);
}

TEST_CASE("trimming splits the bucket that the bound cuts") {
  const Histogram source = custom({1, 2, 5}, {1, 2, 2, 1});
  const Histogram below = trimmed(source, Keep::below, 3.5);
  CHECK(compacted(below).positive.counts == std::vector<double>{1, 2, 1});
  CHECK(below.count == 4);
  CHECK(below.sum == Approx(0.5 + 3 + 2.75));
  const Histogram above = trimmed(source, Keep::above, 3.5);
  CHECK(above.count == 2);
  CHECK(above.sum == Approx(4.25 + 5));
  CHECK(same(trimmed(source, Keep::above, -1), trimmed(source, Keep::above, -1)));
  const Histogram untouched = trimmed(exponential(0, 1, {4}), Keep::below, 2);
  CHECK(same(untouched, exponential(0, 1, {4})));
}

TEST_CASE("the text of a histogram lists what it holds from below") {
  Histogram histogram = exponential(0, 1, {3});
  histogram.count = 5;
  histogram.sum = 1;
  histogram.zero_threshold = 0.001;
  histogram.zero_count = 1;
  histogram.negative.spans = {{1, 1}};
  histogram.negative.counts = {1};
  CHECK(to_text(histogram) == "{count:5, sum:1, [-2,-1):1, [-0.001,0.001]:1, (1,2]:3}");
}
