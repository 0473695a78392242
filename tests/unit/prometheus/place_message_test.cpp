// SPDX-License-Identifier: Apache-2.0
#include "prometheus/client.h"

#include <catch2/catch.hpp>

#include <string>

using namespace nsmon::prometheus;

TEST_CASE("a place in a server's message becomes a span of the expression") {
  struct Case {
    std::string message;
    std::string expression;
    std::string shown;
    std::string marked;  // empty: no span
  };
  const auto [message, expression, shown, marked] = GENERATE(values<Case>({
      {"invalid parameter \"query\": 1:5: parse error: unexpected end of input", "sum(abc",
       "unexpected end of input", "abc"},
      {"1:1: parse error: unknown function with name \"fu\"", "fu(x)",
       "unknown function with name \"fu\"", "fu"},
      {"2:3: parse error: no such thing", "a +\n  b_c * d", "no such thing", "b_c"},
      {"PromQL info: metric might not be a counter (1:6)", "rate(foo[5m])",
       "PromQL info: metric might not be a counter", "foo"},
      {"9:1: parse error: elsewhere", "up", "9:1: parse error: elsewhere", ""},
      {"1:99: parse error: far away", "up", "1:99: parse error: far away", ""},
      {"0:0: parse error: nowhere", "up", "0:0: parse error: nowhere", ""},
      {"no place (really)", "up", "no place (really)", ""},
      {"a \x1b[31m colour", "up", "a \\x1b[31m colour", ""},
      {"1:2: parse error: \x1b[31m", "+up", "\\x1b[31m", "up"},
      {"", "up", "", ""},
      {")", "up", ")", ""},
  }));
  CAPTURE(message, expression);
  const auto placed = place_message(message, expression);
  CHECK(placed.message == shown);
  CHECK(expression.substr(placed.span.begin, placed.span.size()) == marked);
}

TEST_CASE("a place at the end of the expression is kept though nothing stands there") {
  const auto placed = place_message("1:8: parse error: unclosed left parenthesis", "sum(foo");
  CHECK(placed.message == "unclosed left parenthesis");
  CHECK(placed.span == nsmon::Span{7, 8});
}

TEST_CASE("times are sent as seconds with the decimals they need") {
  CHECK(time_text(0) == "0");
  CHECK(time_text(1'700'000'000'000) == "1700000000");
  CHECK(time_text(1'700'000'000'250) == "1700000000.25");
  CHECK(time_text(1'001) == "1.001");
  CHECK(time_text(-500) == "-0.5");
}

TEST_CASE("calls carry the parameters of the API") {
  const auto range = call_of(RangeQuery{"up", 1000, 61'000, std::chrono::milliseconds(500), {}});
  CHECK(range.path == "/api/v1/query_range");
  CHECK(range.takes_post);
  CHECK(range.parameters ==
        Parameters{{"query", "up"}, {"start", "1"}, {"end", "61"}, {"step", "0.5"}});
  const auto values = label_values_call("job", {.matchers = {"up", "x"}, .limit = 3});
  CHECK(values.path == "/api/v1/label/job/values");
  CHECK(values.parameters == Parameters{{"match[]", "up"}, {"match[]", "x"}, {"limit", "3"}});
  CHECK(label_values_call("a/b_c", {}).path == "/api/v1/label/U__a_2f_b__c/values");
  CHECK(label_values_call("a b", {}).path == "/api/v1/label/a%20b/values");
}
