// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsmon::lint {

struct Check;

// What `--explain` prints: meaning, reason, and the two examples.
std::string explain(const Check& check);

// What `--list-checks` prints: one line a check.
std::string list_checks();
// The same as JSON: {"version": 1, "checks": [{"check", "severity", "summary", ...}]}.
std::string list_checks_json();

// A page of documentation: its path below the folder of check pages, and its text.
struct Page {
  std::string path;
  std::string text;
};

// One page a check (`promql/rate-on-gauge.md`) and an index (`README.md`), in Markdown.
std::vector<Page> documentation();

}  // namespace nsmon::lint
