// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "dashboards/imports.h"

#include <span>
#include <string>
#include <string_view>

namespace nsmon::dashboards {

// Why a template could not be rendered. The span lies in the text of `file` (see read_import());
// an empty `file` means that no place can be named.
struct TemplateFailure {
  Error error;
  std::string file;
};

// Reads the evaluator's error text: a message, "STATIC ERROR" with its place or "RUNTIME ERROR"
// with a trace below. The place is the innermost one that the user wrote: files of the embedded
// library are named in notes. Notes tell the way there: calls, or for a static error the imports.
// The last line of a message may be a hint ("hint: ...").
TemplateFailure explain(std::string_view text, std::span<const ImportRecord> imports);

}  // namespace nsmon::dashboards
