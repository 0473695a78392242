// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"

#include <optional>
#include <string>
#include <vector>

namespace nsmon::lint {

struct Check;
struct LintFile;

// What a check found, at its place in a file.
struct Finding {
  const Check* check = nullptr;
  Severity severity = Severity::error;
  std::optional<Severity> severity_of_case = {};  // what the check said for this case alone
  const LintFile* file = nullptr;
  Span span = {};  // in the file's text
  std::string message;
  std::string hint = {};
  std::vector<Note> notes = {};
  std::string rule = {};  // name of the alert or record it belongs to; empty outside of rules
  std::string fingerprint = {};  // 16 hexadecimal digits that survive moving the rule in its file
};

}  // namespace nsmon::lint
