// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"
#include "promql/parse.h"
#include "support/expression_generator.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace nsmon;
using series::LabelSet;
using series::Timestamp;

constexpr Timestamp kStep = 45'000;
constexpr engine::TimeRange kRange{600'000, 600'000 + 6 * kStep, kStep};

storage::HistogramPtr histogram(double scale) {
  auto made = std::make_shared<series::Histogram>();
  made->count = 6 * scale;
  made->sum = 9 * scale;
  made->zero_threshold = 0.001;
  made->zero_count = scale;
  made->positive = {{{0, 2}, {1, 1}}, {scale, 3 * scale, scale}};
  return made;
}

// Counters with resets, gaps, staleness and NaN, and native histograms, under the names that the
// generator uses.
storage::Store make_store() {
  storage::Store store;
  std::uint64_t state = 7;
  const auto random = [&state] {
    return (state = state * 6364136223846793005 + 1442695040888963407) >> 33;
  };
  for (const char* name : {"up", "http_requests_total", "a:b", "_x", "sum", "by", "or"}) {
    for (const char* job : {"x", "y"}) {
      for (const char* le : {"1", "+Inf"}) {
        const LabelSet labels{{"__name__", name}, {"job", job}, {"le", le}, {"instance", "i"}};
        double value = 0;
        for (Timestamp time = 0; time <= 1'200'000; time += 20'000) {
          value = random() % 17 == 0 ? 1 : value + static_cast<double>(random() % 9);
          if (random() % 11 == 0) continue;
          const bool stale = random() % 23 == 0;
          store
              .append(
                  labels,
                  {.time = time, .value = stale ? series::stale_marker() : value, .histogram = {}})
              .value();
        }
      }
    }
  }
  for (const char* name : {"end", "offset"}) {
    for (int i = 0; i < 60; ++i) {
      const LabelSet labels{{"__name__", name}, {"job", "x"}};
      const storage::AddedSample sample{.time = i * 20'000, .histogram = histogram(1 + i % 25)};
      store.append(labels, sample).value();
    }
  }
  return store;
}

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same(const storage::HistogramPtr& a, const storage::HistogramPtr& b) {
  if (!a || !b) return !a && !b;
  return same(a->count, b->count) && same(a->sum, b->sum) && a->positive == b->positive &&
         a->negative == b->negative && a->hint == b->hint;
}

// What an instant query gives, by labels; a scalar has none.
std::map<LabelSet, engine::Sample> by_labels(const engine::Value& value) {
  std::map<LabelSet, engine::Sample> samples;
  if (const auto* scalar = std::get_if<engine::Scalar>(&value)) {
    samples[{}] = {{}, scalar->time, scalar->value, {}};
  } else {
    for (const auto& sample : std::get<engine::Vector>(value)) samples[sample.labels] = sample;
  }
  return samples;
}

std::map<LabelSet, engine::Sample> at_time(const engine::Matrix& matrix, Timestamp time) {
  std::map<LabelSet, engine::Sample> samples;
  for (const auto& series : matrix) {
    for (const auto& point : series.floats) {
      if (point.time == time) samples[series.labels] = {series.labels, time, point.value, {}};
    }
    for (const auto& point : series.histograms) {
      if (point.time == time) samples[series.labels] = {series.labels, time, 0, point.histogram};
    }
  }
  return samples;
}

bool agree(const engine::Matrix& matrix, const engine::Value& value, Timestamp time) {
  const auto range = at_time(matrix, time);
  const auto instant = by_labels(value);
  return std::ranges::equal(range, instant, [](const auto& a, const auto& b) {
    return a.first == b.first && same(a.second.value, b.second.value) &&
           same(a.second.histogram, b.second.histogram);
  });
}

// Some things differ by design: what refers to the query's own times, choices with a parameter that
// changes over a fixed operand, and hints that are settled against samples that only a longer query
// sees.
bool depends_on_query(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view word :
       {"start", "end", "step", "range", "topk", "bottomk", "limit", "quantile", "histogram_count",
        "histogram_sum", "histogram_avg"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a range query gives at each step what an instant query gives then") {
  const storage::Store store = make_store();
  const engine::StoreSource source(store);
  engine::Options options;
  options.max_samples = 100'000;
  std::size_t compared = 0;
  test::ExpressionGenerator generator(20'251'121);
  for (int i = 0; i < 1500; ++i) {
    options.delayed_name_removal = i % 2 == 0;
    const std::string text = generator.vector(3);
    if (depends_on_query(text)) continue;
    const auto expr = promql::parse_expression(text, promql::Features::all());
    REQUIRE(expr.has_value());
    const auto range = engine::range_query(source, **expr, kRange, options);
    if (!range) continue;
    const auto& matrix = std::get<engine::Matrix>(range->value);
    for (Timestamp time = kRange.start; time <= kRange.end; time += kRange.step) {
      const auto instant = engine::instant_query(source, **expr, time, options);
      CAPTURE(text, time);
      REQUIRE(instant.has_value());
      REQUIRE(agree(matrix, instant->value, time));
    }
    compared += matrix.empty() ? 0 : 1;
  }
  CHECK(compared > 100);
}
