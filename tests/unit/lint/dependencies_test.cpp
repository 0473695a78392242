// SPDX-License-Identifier: Apache-2.0
#include "lint/dependencies.h"

#include "unit/lint/memory_files.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

namespace nsmon::test {

TEST_CASE("nodes share a component exactly when each reaches the other") {
  // 0 -> 1 -> 2 -> 0 is a circle, 3 leads into it, 4 and 5 are two circles of one and two.
  const std::vector<std::vector<std::size_t>> edges{{1}, {2}, {0}, {0, 4}, {4}, {6}, {5}};
  const auto found = lint::components(edges);
  CHECK(found[0] == found[1]);
  CHECK(found[1] == found[2]);
  CHECK(found[3] != found[0]);
  CHECK(found[4] != found[3]);
  CHECK(found[5] == found[6]);
  CHECK(found[5] != found[4]);
  CHECK(lint::components({}).empty());
}

TEST_CASE("long chains of records cost no stack, in whatever order they stand") {
  std::string text = "groups:\n  - name: chain\n    rules:\n";
  constexpr int kLength = 5000;
  for (int i = 0; i < kLength; ++i) {
    text += fmt::format("      - record: a:r{}:sum\n        expr: sum(a:r{}:sum)\n", i, i + 1);
  }
  const auto dead = judge(text);  // nothing feeds the chain, and it is no circle
  CHECK(dead.errors == 0);
  CHECK(dead.warnings == kLength - 1);  // rule/order-in-group
  const auto circle =
      judge(text + fmt::format("      - record: a:r{}:sum\n        expr: a:r0:sum\n", kLength));
  CHECK(circle.errors == kLength + 1);  // rule/dependency-cycle
  CHECK(circle.warnings == 0);
}

TEST_CASE("what an expression reads is told with its place and whether it is read as of now") {
  const auto outcome = judge(
      "groups:\n  - name: a\n    rules:\n      - record: a:b:c\n"
      "        expr: x + y offset 5m + rate(z[5m]) + max_over_time(w[1h:]) + {__name__=\"v\"}\n");
  const auto uses = lint::uses_of(*outcome.files.rules().front().rule);
  REQUIRE(uses.size() == 5);
  CHECK(uses[0].name == "x");
  CHECK(uses[0].reads_now);
  for (std::size_t i = 1; i < 4; ++i) CHECK_FALSE(uses[i].reads_now);
  CHECK(uses[4].name == "v");
  CHECK(uses[4].reads_now);
}

}  // namespace nsmon::test
