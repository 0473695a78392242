// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerting/alert.h"
#include "engine/engine.h"
#include "testing/unit_test.h"
#include "testing/unit_test_file.h"

#include <expected>
#include <string>
#include <vector>

namespace nsmon::testing {

// Whether floats must be equal or may differ in the last bit.
enum class FloatCompare : std::uint8_t { exact, fuzzy };

// What an alert test is judged against.
struct AlertsAtTime {
  std::vector<alerting::Alert> alerts;        // pending and firing ones of all rules of the name
  series::Timestamp time = 0;                 // of the evaluation
  std::chrono::milliseconds for_duration{0};  // longest of those rules
  bool rule_exists = false;
};

// Fills pass, message, diff and reasons of a case.
void judge_alerts(const AlertTest& test, const AlertsAtTime& actual, UnitTestCase& verdict);

// One sample as both sides are compared: labels, then value, then the histogram's canonical text.
struct ComparedSample {
  series::LabelSet labels;
  double value = 0;
  std::string histogram;
};

// Error: why the expectation cannot be read.
std::expected<std::vector<ComparedSample>, std::string> expected_samples(
    const ExpressionTest& test);
std::vector<ComparedSample> compared(const engine::Vector& vector);

void judge_samples(std::vector<ComparedSample> expected, std::vector<ComparedSample> got,
                   FloatCompare floats, UnitTestCase& verdict);

}  // namespace nsmon::testing
