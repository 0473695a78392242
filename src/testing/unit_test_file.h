// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"
#include "series/sample.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::testing {

struct InputSeries {
  std::string series;
  std::string values;
  std::uint32_t line = 1;
};

// Names and values as written, sorted by name; empty values are kept.
using TextPairs = std::vector<series::Label>;

struct ExpectedAlert {
  TextPairs labels;  // without `alertname`
  TextPairs annotations;
};

struct AlertTest {
  std::string alertname;
  std::chrono::milliseconds eval_time{0};
  std::string written_time;  // as in the file
  std::vector<ExpectedAlert> expected;
  std::uint32_t line = 1;
};

struct ExpectedSample {
  std::string labels;  // series notation
  double value = 0;
  std::string histogram;  // series notation; empty: a float
};

struct ExpressionTest {
  std::string expr;
  std::chrono::milliseconds eval_time{0};
  std::string written_time;
  std::vector<ExpectedSample> expected;
  std::uint32_t line = 1;
};

struct TestGroup {
  std::string name;
  std::chrono::milliseconds interval{0};  // between samples; never 0
  series::Timestamp start = 0;
  std::vector<InputSeries> input;
  std::vector<AlertTest> alerts;
  std::vector<ExpressionTest> expressions;
  series::LabelSet external_labels;
  std::string external_url;
  std::uint32_t line = 1;
};

// A rule unit-test file (Prometheus 3.14, "Unit testing for rules").
struct UnitTestInput {
  std::vector<std::string> rule_files;  // patterns, relative to the file
  std::chrono::milliseconds evaluation_interval{60'000};
  std::vector<std::string> group_order;
  bool fuzzy_compare = false;
  std::vector<TestGroup> groups;
};

// Where and why a file is refused; line 0 when no place can be named.
struct InputProblem {
  std::uint32_t line = 0;
  std::string message;
};

struct UnitTestInputOutcome {
  UnitTestInput input;
  std::vector<InputProblem> problems;  // not empty: the file is refused
};

UnitTestInputOutcome read_unit_test_file(std::string_view file, std::string text);

}  // namespace nsmon::testing
