// SPDX-License-Identifier: Apache-2.0

// Scripts that must not pass: a runner that accepts too much would make every script worthless.
#include "testing/script.h"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using nsmon::testing::run_script;
using nsmon::testing::ScriptReport;

namespace {

constexpr std::string_view kLoad = "load 5m\n  m{i=\"a\"} 1 2\n  m{i=\"b\"} 3 4\n\n";

// Everything a run complained about, one complaint per line.
std::string complaints(const ScriptReport& report) {
  std::string all;
  for (const auto& problem : report.errors) all += problem.message + "\n";
  for (const auto& entry : report.cases) {
    if (!entry.pass) all += entry.message + "\n";
  }
  return all;
}

struct Failing {
  std::string_view script;
  std::string_view complaint;
};

const std::vector<Failing> kFailing = {
    {"eval instant at 0 m{i=\"a\"}\n  m{i=\"a\"} 2", "expected 2 for"},
    {"eval instant at 0 m{i=\"a\"}", "unexpected metric"},
    {"eval instant at 0 m{i=\"a\"}\n  m{i=\"a\"} 1\n  m{i=\"b\"} 3", "not found"},
    {"eval instant at 0 m{i=\"a\"}\n  1", "expected a scalar"},
    {"eval instant at 0 1\n  {} 1", "expected another type of result"},
    {"eval instant at 0 m\n  m{i=\"a\"} 1 2\n  m{i=\"b\"} 3", "multiple values"},
    {"eval instant at 0 sort(m)\n  expect ordered\n  m{i=\"b\"} 3\n  m{i=\"a\"} 1",
     "at position 2 but was at 1"},
    {"eval range from 0 to 5m step 5m m{i=\"a\"}\n  m{i=\"a\"} 1", "unexpected sample 2"},
    {"eval range from 0 to 5m step 5m m{i=\"a\"}\n  m{i=\"a\"} 1 2 3", "got no sample"},
    {"eval range from 0 to 5m step 5m m{i=\"a\"}\n  expect ordered\n  m{i=\"a\"} 1 2",
     "only possible for instant queries"},
    {"eval range from 5m to 0 step 5m m", "invalid range"},
    {"eval range from 0 to 5m step 0 m", "invalid step"},
    {"eval instant at  m", "invalid timestamp definition"},
    {"eval instant 5m m", "expected \"at\""},
    {"eval instant at 0 m\n  expect fail", "expected an error but got none"},
    {"eval instant at 0 topk(NaN, m)\n  expect fail msg: other", "expected error \"other\""},
    {"eval instant at 0 topk(NaN, m)\n  expect fail regex: ^is NaN", "expected error \"^is NaN\""},
    {"eval instant at 0 topk(NaN, m)", "Parameter value is NaN"},
    {"eval instant at 0 topk(NaN, m)\n  expect fail\n  expect fail", "fail may be given once"},
    {"eval instant at 0 sum(\n  expect fail", "parse error"},
    {"eval instant at 0 quantile(2, m)\n  expect no_warn\n  {} Inf", "unexpected warning"},
    {"eval instant at 0 quantile(2, m)\n  expect warn regex: got 3\n  {} Inf",
     "unexpected warning"},
    {"eval instant at 0 sum(m)\n  expect warn\n  {} 4", "expected warning"},
    {"eval instant at 0 sum(m)\n  expect info\n  {} 4", "expected info"},
    {"eval instant at 0 sum(m)\n  expect warn\n  expect no_warn\n  {} 4",
     "warn and no_warn cannot be used together"},
    {"eval instant at 0 sum(m)\n  expect info\n  expect no_info\n  {} 4",
     "info and no_info cannot be used together"},
    {"eval instant at 0 sum(m)\n  expect nothing\n  {} 4", "invalid expect line"},
    {"eval instant at 0 sum(m)\n  expect warn msg:\n  {} 4", "expected text is missing"},
    {"eval instant at 0 sum(m)\n  expect fail regex: (", "missing closing )"},
    {"eval instant at 0 \"a\"\n  expect string \"b\"", "expected string"},
    {"eval sometimes at 0 m", "neither instant nor range"},
    {"eval_later instant at 0 m", "invalid command"},
    {"reload 5m\n  m 1", "invalid command"},
    {"load often\n  m 1", "invalid step definition"},
    {"load 5m\n  m 1 2x", "unexpected end of input in series values"},
    {"load 5m\n  m@st -1s\n  n 1", "belong to another series"},
    {"load 5m\n  n@st -1s -1s\n  n 1", "2 start timestamps for 1 samples"},
    {"load 5m\n  n@st -1s", "without their series"},
    // A hint is compared where it is written.
    {"load 5m\n  h {{count:1 buckets:[1]}}\n\neval instant at 0 h\n"
     "  h {{count:1 buckets:[1] counter_reset_hint:gauge}}",
     "expected {{count:1 counter_reset_hint:gauge buckets:[1]}}"},
};

}  // namespace

TEST_CASE("what a script gets wrong is told") {
  for (const Failing& failing : kFailing) {
    INFO(failing.script);
    const auto report = run_script(std::string(kLoad) + std::string(failing.script) + "\n");
    CHECK_FALSE(report.pass());
    CHECK_THAT(complaints(report), Catch::Contains(std::string(failing.complaint)));
  }
}

TEST_CASE("the series of a script are bounded as a whole") {
  std::string script = "load 1s\n";
  for (int i = 0; i < 3; ++i) script += "  m{i=\"" + std::to_string(i) + "\"} 0x999999\n";
  script += "\neval instant at 0 m\n";
  const auto report = run_script(script);
  CHECK(report.cases.empty());
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].line == 4);
  CHECK_THAT(report.errors[0].message, Catch::Contains("more than 2097152 values"));
}
