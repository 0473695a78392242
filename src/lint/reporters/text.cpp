// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "lint/check.h"
#include "lint/reporters/report.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// Names a few and counts the rest.
std::string enumerate(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}
}  // namespace

std::string_view describe(Input input) {
  switch (input) {
    case Input::nothing: break;
    case Input::catalog: return "metric catalog (--catalog FILE)";
    case Input::prometheus: return "prometheus.yml (as a path, or --config FILE)";
  }
  return "nothing";
}

std::string report_text(const Outcome& outcome, Colour colour) {
  const SourceLookup sources = [&](std::string_view file) -> const SourceText* {
    const LintFile* found = outcome.files.find(file);
    return found == nullptr ? nullptr : &found->source;
  };
  std::string out;
  for (const Finding& finding : outcome.findings) {
    const Diagnostic diagnostic{.severity = finding.severity,
                                .id = std::string(finding.check->info.id),
                                .message = finding.message,
                                .span = finding.span,
                                .hint = finding.hint,
                                .notes = finding.notes};
    out += render(diagnostic, finding.file->source, colour, sources);
  }
  return out;
}

std::string report_lines(const Outcome& outcome) {
  std::string out;
  for (const Finding& finding : outcome.findings) {
    const LineColumn place = finding.file->source.locate(finding.span.begin);
    out += fmt::format("{}:{}:{}: {} {}: {}\n", printable(finding.file->source.name()), place.line,
                       place.column, to_string(finding.severity), finding.check->info.id,
                       printable(finding.message));
  }
  return out;
}

std::string summarize(const Outcome& outcome, Severity min_severity) {
  std::string out = fmt::format("judged {}, {}: ", counted(outcome.files_judged, "file"),
                                counted(outcome.rules_judged, "rule"));
  if (outcome.errors + outcome.warnings + outcome.infos == 0) {
    out += "no findings";
  } else {
    out += fmt::format("{}, {}, {} info", counted(outcome.errors, "error"),
                       counted(outcome.warnings, "warning"), outcome.infos);
  }
  if (outcome.hidden > 0) {
    out += fmt::format("; {} below {} not shown", outcome.hidden, to_string(min_severity));
  }
  if (outcome.suppressed > 0) out += fmt::format("; {} suppressed", outcome.suppressed);
  out += '\n';
  for (const auto& [input, checks] : outcome.skipped) {
    out += fmt::format("skipped {}: no {}\n", counted(checks.size(), "check"), describe(input));
  }
  if (!outcome.unjudged.empty()) {
    out += fmt::format("not judged: {}\n", enumerate(outcome.unjudged));
  }
  if (outcome.passed_over > 0) {
    out += fmt::format("passed over {} of other kinds\n", counted(outcome.passed_over, "file"));
  }
  return out;
}

}  // namespace nsmon::lint
