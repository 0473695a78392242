// SPDX-License-Identifier: Apache-2.0
#include "testing/junit.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <string_view>

namespace nsmon::testing {
namespace {

// Also for attributes; characters that XML cannot hold become the replacement character.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedRune decoded = decode_rune(text.substr(at));
    const std::size_t length = decoded.length == 0 ? 1 : decoded.length;
    const char c = text[at];
    const bool control = decoded.length == 1 && static_cast<unsigned char>(c) < ' ' && c != '\n' &&
                         c != '\t' && c != '\r';
    const bool no_character = decoded.rune == 0xFFFE || decoded.rune == 0xFFFF;
    if (decoded.length == 0 || control || no_character) {
      out += "\ufffd";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\n') {
      out += "&#10;";
    } else {
      out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

struct Suite {
  std::string name;
  std::string cases;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;

  void add(std::string_view group, std::string_view test, bool pass, std::string_view message) {
    ++tests;
    cases +=
        fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escaped(group), escaped(test));
    if (pass) {
      cases += "/>\n";
      return;
    }
    ++failures;
    const std::string_view first = message.substr(0, message.find('\n'));
    cases += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                         escaped(first), escaped(message));
  }

  void add_error(std::string_view group, std::string_view message) {
    ++tests;
    ++errors;
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\">\n      <error message=\"{}\"/>\n"
        "    </testcase>\n",
        escaped(group), escaped(name), escaped(message));
  }

  std::string text() const {
    return fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}  </testsuite>\n",
        escaped(name), tests, failures, errors, cases);
  }
};

Suite suite_of(const UnitTestReport& report) {
  Suite suite{.name = report.file};
  for (const UnitTestProblem& problem : report.problems) {
    suite.add_error(report.file, problem.message);
  }
  for (std::size_t i = 0; i < report.groups.size(); ++i) {
    const UnitTestGroup& group = report.groups[i];
    const std::string name = group.name.empty() ? fmt::format("unnamed#{}", i) : group.name;
    for (const std::string& error : group.errors) suite.add_error(name, error);
    for (const UnitTestCase& entry : group.cases) {
      const bool alert = entry.kind == UnitTestKind::alert;
      suite.add(
          name,
          fmt::format("{} {} at {}", alert ? "alert" : "expr", entry.subject, entry.eval_time),
          entry.pass, entry.message);
    }
  }
  return suite;
}

Suite suite_of(const std::string& file, const ScriptReport& report) {
  Suite suite{.name = file};
  for (const ScriptProblem& problem : report.errors) {
    suite.add_error(file, fmt::format("line {}: {}", problem.line, problem.message));
  }
  for (const ScriptCase& entry : report.cases) {
    suite.add(file, fmt::format("line {}: {}", entry.line, entry.query), entry.pass, entry.message);
  }
  return suite;
}

}  // namespace

std::string junit_xml(const std::vector<UnitTestReport>& reports,
                      const std::vector<std::pair<std::string, ScriptReport>>& scripts) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const UnitTestReport& report : reports) out += suite_of(report).text();
  for (const auto& [file, report] : scripts) out += suite_of(file, report).text();
  return out + "</testsuites>\n";
}

}  // namespace nsmon::testing
