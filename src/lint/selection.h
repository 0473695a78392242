// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "lint/check.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::lint {

// What a run is asked to look for, as it was written on the command line or in the project file.
struct Policy {
  std::vector<std::string> select;    // "family" or "family/name"; empty: every check that is on
  std::vector<std::string> ignore;    // the same; wins over select
  std::vector<std::string> severity;  // "family/name=error|warning|info|off"
  Severity min_severity = Severity::info;
  std::optional<Severity> fail_on = Severity::error;  // nothing: findings never fail the run
};

// "error", "warning" or "info".
std::optional<Severity> parse_severity(std::string_view text);

// The policy resolved against the registry: for each check whether it runs and how severe it is.
class Selection {
 public:
  // Errors: a name that no check or family has, or a severity that cannot be read.
  static Result<Selection> create(const Policy& policy);

  bool runs(const Check& check) const;
  // The severity of a finding: what the policy says, else what the check said for this case, else
  // the check's own.
  Severity severity(const Check& check, std::optional<Severity> of_this_case) const;

 private:
  struct State {
    bool on = true;
    std::optional<Severity> severity = {};
  };
  State& state(const Check& check);
  const State& state(const Check& check) const;
  Result<void> apply(const Policy& policy);

  std::vector<State> states_;  // in the order of the registry
};

}  // namespace nsmon::lint
