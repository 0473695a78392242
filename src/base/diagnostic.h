// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "base/source_text.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon {

enum class Severity { info, warning, error };
enum class Colour { off, on };

std::string_view to_string(Severity severity);

// A problem as users see it: what is wrong, where, and what to write instead.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string id = {};  // of the check that found it; empty for plain errors
  std::string message;
  Span span = {};
  std::string hint = {};
  std::vector<Note> notes = {};
};

Diagnostic to_diagnostic(Error error);

// Finds the text a note points into when it names another file; null when it is not at hand.
using SourceLookup = std::function<const SourceText*(std::string_view file)>;

// Renders for people, ending in a line break:
//
//   rules.yml:4:17: error: rate() needs a counter, but free_bytes is a gauge [promql/rate-on-gauge]
//     4 |         expr: rate(free_bytes[5m])
//       |                    ^^^^^^^^^^
//     hint: use deriv() for a slope or delta() for a difference
//
// Long lines are cut around the caret, tabs become one blank, and bytes that could act on a
// terminal are shown as escapes. A span over several lines marks its first line to the end.
std::string render(const Diagnostic& diagnostic, const SourceText& source,
                   Colour colour = Colour::off, const SourceLookup& other_sources = {});

// For a problem without a place in a text: "error: message" and the hint.
std::string render(const Error& error, Colour colour = Colour::off);

}  // namespace nsmon
