// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/parse.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::testing {

struct UnitTestOptions {
  // Regular expressions (RE2, unanchored), joined with `|`, on the names of test groups; empty: all
  // run.
  std::vector<std::string> run = {};
  bool ignore_unknown_fields = false;  // in rule files only
  promql::Features features = {};
};

// One line of a comparison; a side that has nothing there is empty.
struct DiffRow {
  std::string expected;
  std::string got;
  bool differs = false;
};

enum class UnitTestKind : std::uint8_t { alert, promql };

struct UnitTestCase {
  UnitTestKind kind = UnitTestKind::alert;
  std::string subject;    // the alert's name or the expression
  std::string eval_time;  // as written
  std::uint32_t line = 1;
  bool pass = false;
  std::string message = {};               // why not, in one or two lines; empty when it passed
  std::vector<DiffRow> diff = {};         // expected and got side by side
  std::vector<std::string> reasons = {};  // what probably explains it
};

struct UnitTestGroup {
  std::string name;
  std::uint32_t line = 1;
  bool pass = false;
  std::vector<UnitTestCase> cases = {};
  // Why the rules could not be run to the end; the cases that were not judged then fail too.
  std::vector<std::string> errors = {};
};

struct UnitTestProblem {
  std::uint32_t line = 0;  // in the unit-test file; 0: no place
  std::string message;
};

// A rule of the files under test and whether a test group made it do something: an alert that
// fired, a recording rule that gave a sample.
struct RuleCoverage {
  std::string file;
  std::string group;
  std::string name;
  std::uint32_t line = 1;
  bool alert = false;
  bool covered = false;
};

struct UnitTestReport {
  std::string file;      // as given
  bool readable = true;  // false: the file itself could not be read; `problems` says why
  bool pass = false;
  std::vector<UnitTestGroup> groups = {};      // those that ran
  std::vector<UnitTestProblem> problems = {};  // of the file and of its rule files
  std::vector<std::string> warnings = {};      // patterns that match nothing
  std::vector<RuleCoverage> rules = {};        // in the order of the rule files
};

// Runs a rule unit-test file as `promtool test rules` of Prometheus 3.14 does ("Unit testing for
// rules"). Never fails otherwise: everything that is wrong is in the report.
UnitTestReport run_unit_test_file(const std::string& path, const UnitTestOptions& options = {});

// The same when the content is already at hand; `path` tells where rule files are looked for.
UnitTestReport run_unit_test_text(const std::string& path, std::string text,
                                  const UnitTestOptions& options = {});

// Error of a pattern of UnitTestOptions::run; empty when all are good.
std::string check_run_patterns(const std::vector<std::string>& patterns);

// The document that other programs rely on: file, kind "rules", pass, groups, errors.
std::string unit_test_json(const UnitTestReport& report);

// For people: one line a group, and for each failure what was expected beside what came, and why.
// `verbose` lists what passed too.
std::string unit_test_text(const UnitTestReport& report, bool verbose = false);

// Alerts that never fired and recording rules that never gave a sample in any of the reports.
// Empty when everything was covered.
std::vector<RuleCoverage> uncovered_rules(const std::vector<UnitTestReport>& reports);
std::string coverage_text(const std::vector<UnitTestReport>& reports);

}  // namespace nsmon::testing
