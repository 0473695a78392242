// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::testing {

enum class EvalKind { instant, range };

// How one `eval` command of a script went.
struct ScriptCase {
  std::size_t line = 0;  // of the command, from 1
  EvalKind kind = EvalKind::instant;
  std::string query;
  bool pass = false;
  std::string message;  // why not; empty when it passed
};

// A command other than `eval` that could not be understood or carried out.
struct ScriptProblem {
  std::size_t line = 0;
  std::string message;
};

struct ScriptReport {
  std::vector<ScriptCase> cases;  // all eval commands, in script order
  std::vector<ScriptProblem> errors;

  bool pass() const;
};

// Runs a promqltest script (Prometheus 3.14, promql/promqltest). What cannot be parsed fails its
// own case or command only; the rest of the script still runs.
ScriptReport run_script(std::string_view text);

// The document `{"file","kind":"script","pass","cases","errors"}`, without a line break at the end.
std::string script_json(std::string_view file, const ScriptReport& report);

}  // namespace nsmon::testing
