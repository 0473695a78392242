// SPDX-License-Identifier: Apache-2.0
#include "cli/promql_labels.h"

#include "promql/parse.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <set>
#include <string>

using namespace nsmon;

namespace {

// Every selector has the labels a, b and le, but `unknown`.
cli::LabelNames of_selector(const promql::VectorSelector& selector) {
  if (selector.metric == "unknown") return std::nullopt;
  return std::set<std::string>{"a", "b", "le"};
}

std::string labels_of(const std::string& expression) {
  const auto expr = promql::parse_expression(expression, promql::Features::all());
  REQUIRE(expr);
  const auto names = cli::label_names(**expr, of_selector);
  return names ? fmt::format("{}", fmt::join(*names, " ")) : "?";
}

}  // namespace

TEST_CASE("labels follow from operators and functions") {
  const auto [expression, labels] = GENERATE(table<std::string, std::string>({
      {"x", "a b le"},
      {"-(x)", "a b le"},
      {"unknown", "?"},
      {"sum(x)", ""},
      {"sum by (a, none) (x)", "a"},
      {"sum by (a, none) (unknown)", "a none"},
      {"sum without (a) (x)", "b le"},
      {"sum without (a) (unknown)", "?"},
      {"topk by (a) (1, x)", "a b le"},
      {"count_values by (a) (\"value\", x)", "a value"},
      {"rate(x[5m])", "a b le"},
      {"max_over_time(sum by (b) (x)[5m:])", "b"},
      {"histogram_quantile(0.5, rate(x[5m]))", "a b"},
      {"label_replace(x, \"c\", \"\", \"a\", \"\")", "a b c le"},
      {"absent(x{job=\"j\",b!=\"\"})", "job"},
      {"absent(sum(x))", ""},
      {"vector(1)", ""},
      {"scalar(x)", ""},
      {"info(x)", "?"},
      {"x + 1", "a b le"},
      {"1 + x", "a b le"},
      {"x / on (a) x", "a"},
      {"x / ignoring (a) x", "b le"},
      {"x / on (a) group_left (c) unknown", "a b c le"},
      {"unknown / on (a) group_right (c) x", "a b c le"},
      {"x and unknown", "a b le"},
      {"x or vector(1)", "a b le"},
      {"x or unknown", "?"},
  }));
  CAPTURE(expression);
  CHECK(labels_of(expression) == labels);
}
