// SPDX-License-Identifier: Apache-2.0
#include "testing/unit_test.h"

#include <nlohmann/json.hpp>

namespace nsmon::testing {
namespace {

using nlohmann::ordered_json;

ordered_json case_json(const UnitTestCase& entry) {
  const bool alert = entry.kind == UnitTestKind::alert;
  ordered_json object = {{"kind", alert ? "alert" : "promql"},
                         {alert ? "alertname" : "expr", entry.subject},
                         {"eval_time", entry.eval_time},
                         {"pass", entry.pass}};
  if (!entry.pass) object["message"] = entry.message;
  return object;
}

}  // namespace

std::string unit_test_json(const UnitTestReport& report) {
  ordered_json groups = ordered_json::array();
  ordered_json errors = ordered_json::array();
  for (const UnitTestProblem& problem : report.problems) {
    ordered_json object = {{"message", problem.message}};
    if (problem.line > 0) object["line"] = problem.line;
    errors.push_back(std::move(object));
  }
  for (const UnitTestGroup& group : report.groups) {
    ordered_json cases = ordered_json::array();
    for (const UnitTestCase& entry : group.cases) cases.push_back(case_json(entry));
    groups.push_back({{"name", group.name}, {"pass", group.pass}, {"cases", std::move(cases)}});
    for (const std::string& error : group.errors) {
      errors.push_back({{"message", error}, {"line", group.line}});
    }
  }
  const ordered_json document = {{"file", report.file},
                                 {"kind", "rules"},
                                 {"pass", report.pass},
                                 {"groups", std::move(groups)},
                                 {"errors", std::move(errors)}};
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace nsmon::testing
