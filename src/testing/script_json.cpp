// SPDX-License-Identifier: Apache-2.0
#include "testing/script.h"

#include <nlohmann/json.hpp>

namespace nsmon::testing {

std::string script_json(std::string_view file, const ScriptReport& report) {
  using nlohmann::ordered_json;
  ordered_json cases = ordered_json::array();
  for (const ScriptCase& entry : report.cases) {
    ordered_json object = {{"line", entry.line},
                           {"kind", entry.kind == EvalKind::instant ? "instant" : "range"},
                           {"query", entry.query},
                           {"pass", entry.pass}};
    if (!entry.pass) object["message"] = entry.message;
    cases.push_back(std::move(object));
  }
  ordered_json errors = ordered_json::array();
  for (const ScriptProblem& problem : report.errors) {
    errors.push_back({{"line", problem.line}, {"message", problem.message}});
  }
  const ordered_json document = {{"file", file},
                                 {"kind", "script"},
                                 {"pass", report.pass()},
                                 {"cases", std::move(cases)},
                                 {"errors", std::move(errors)}};
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace nsmon::testing
