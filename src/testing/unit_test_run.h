// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerting/group.h"
#include "testing/unit_test.h"
#include "testing/unit_test_file.h"

#include <vector>

namespace nsmon::testing {

// Most runs of the rules in one test group; a larger eval_time is an error.
inline constexpr std::int64_t kMaxRuleRuns = 2'000'000;

// Runs one test group on a fresh store: loads samples as time goes by, runs the rule groups in the
// given order, judges alerts along the way and expressions at the end. `coverage` holds one entry
// for each rule of `groups`, in their order.
UnitTestGroup run_test_group(const UnitTestInput& input, const TestGroup& test,
                             const std::vector<alerting::Group>& groups,
                             const promql::Features& features, std::vector<RuleCoverage>& coverage);

}  // namespace nsmon::testing
