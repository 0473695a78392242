// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "testing/unit_test.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace nsmon::testing {
namespace {

constexpr std::size_t kWidestColumn = 72;

std::string group_name(const UnitTestGroup& group, std::size_t index) {
  return group.name.empty() ? fmt::format("unnamed#{}", index) : printable(group.name);
}

// Cut to the widest column, with an ellipsis.
std::string shortened(const std::string& text) {
  std::string shown = printable(text);
  if (display_width(shown) <= kWidestColumn) return shown;
  while (display_width(shown) >= kWidestColumn) {
    std::size_t last = shown.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(shown[last]) & 0xC0U) == 0x80U) --last;
    shown.resize(last);
  }
  return shown + "…";
}

std::string diff_text(const std::vector<DiffRow>& rows) {
  std::size_t width = std::string_view("expected").size();
  std::vector<std::pair<std::string, std::string>> cells;
  for (const DiffRow& row : rows) {
    cells.emplace_back(shortened(row.expected), shortened(row.got));
    width = std::max(width, display_width(cells.back().first));
  }
  std::string out = fmt::format("        {:{}}   got\n", "expected", width);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [left, right] = cells[i];
    const std::string gap(width - display_width(left), ' ');
    std::string line =
        fmt::format("      {} {}{}   {}", rows[i].differs ? '!' : ' ', left, gap, right);
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

std::string message_text(const std::string& message) {
  std::string out;
  for (std::size_t at = 0; at <= message.size();) {
    const std::size_t end = std::min(message.find('\n', at), message.size());
    out += "      " + printable(message.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

std::string case_text(const UnitTestCase& entry) {
  const bool alert = entry.kind == UnitTestKind::alert;
  std::string out =
      fmt::format("    {} line {}: {} {} at {}\n", entry.pass ? "ok  " : "FAIL", entry.line,
                  alert ? "alert" : "expr", printable(entry.subject), printable(entry.eval_time));
  if (entry.pass) return out;
  out += entry.diff.empty() ? message_text(entry.message) : diff_text(entry.diff);
  for (const std::string& reason : entry.reasons) {
    out += "      why: " + printable(reason) + "\n";
  }
  return out;
}

}  // namespace

std::string unit_test_text(const UnitTestReport& report, bool verbose) {
  std::string out = fmt::format("{}: {}\n", printable(report.file), report.pass ? "ok" : "FAILED");
  for (const std::string& warning : report.warnings) {
    out += "  warning: " + printable(warning) + "\n";
  }
  for (const UnitTestProblem& problem : report.problems) {
    const std::string place = problem.line > 0 ? fmt::format("line {}: ", problem.line) : "";
    out += fmt::format("  error: {}{}\n", place, printable(problem.message));
  }
  for (std::size_t i = 0; i < report.groups.size(); ++i) {
    const UnitTestGroup& group = report.groups[i];
    if (group.pass && !verbose) continue;
    const auto passed = std::ranges::count_if(group.cases, &UnitTestCase::pass);
    out += fmt::format("  {} {}: {} of {} cases passed\n", group.pass ? "ok  " : "FAIL",
                       group_name(group, i), passed, group.cases.size());
    for (const std::string& error : group.errors) {
      out += "    error: " + printable(error) + "\n";
    }
    for (const UnitTestCase& entry : group.cases) {
      if (verbose || !entry.pass) out += case_text(entry);
    }
  }
  return out;
}

std::vector<RuleCoverage> uncovered_rules(const std::vector<UnitTestReport>& reports) {
  std::vector<RuleCoverage> list;
  std::map<std::tuple<std::string, std::string, std::string, std::uint32_t>, std::size_t> known;
  for (const UnitTestReport& report : reports) {
    for (const RuleCoverage& rule : report.rules) {
      const auto [entry, is_new] =
          known.emplace(std::tuple(rule.file, rule.group, rule.name, rule.line), list.size());
      if (is_new) {
        list.push_back(rule);
      } else {
        list[entry->second].covered |= rule.covered;
      }
    }
  }
  std::erase_if(list, [](const RuleCoverage& rule) { return rule.covered; });
  return list;
}

std::string coverage_text(const std::vector<UnitTestReport>& reports) {
  const std::vector<RuleCoverage> missing = uncovered_rules(reports);
  if (missing.empty()) return "every alert fired and every recording rule gave a sample\n";
  std::string out = fmt::format("{} rules that no test makes fire:\n", missing.size());
  for (const RuleCoverage& rule : missing) {
    out +=
        fmt::format("  {}:{}: {} {} in group {}\n", printable(rule.file), rule.line,
                    rule.alert ? "alert" : "record", printable(rule.name), printable(rule.group));
  }
  return out;
}

}  // namespace nsmon::testing
