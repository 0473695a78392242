// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "lint/runner.h"

#include <string>

namespace nsmon::lint {

// The findings for people: source line, caret, hint and notes each.
std::string report_text(const Outcome& outcome, Colour colour);

// One line a finding: `file:line:col: severity id: message`.
std::string report_lines(const Outcome& outcome);

// {"version": 1, "findings": [...], "summary": {...}}. Lines and columns count from 1, columns in
// bytes; the end is the place just after the last byte.
std::string report_json(const Outcome& outcome);

// What was judged, what was found, and what could not be told, one statement a line.
std::string summarize(const Outcome& outcome, Severity min_severity);

// What a missing input is called in messages.
std::string_view describe(Input input);

}  // namespace nsmon::lint
