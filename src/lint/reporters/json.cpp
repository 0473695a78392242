// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/reporters/report.h"

#include <nlohmann/json.hpp>

namespace nsmon::lint {
namespace {
using Json = nlohmann::ordered_json;

void add_range(Json& object, const SourceText& source, Span span) {
  const LineColumn begin = source.locate(span.begin);
  const LineColumn end = source.locate(span.end);
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end_line"] = end.line;
  object["end_column"] = end.column;
}

Json to_json(const Note& note, const Finding& finding, const Outcome& outcome) {
  Json object{{"message", note.message}};
  const LintFile* file = note.file.empty() ? finding.file : outcome.files.find(note.file);
  object["file"] = file == nullptr ? note.file : file->source.name();
  if (file != nullptr) add_range(object, file->source, note.span);
  return object;
}

Json to_json(const Finding& finding, const Outcome& outcome) {
  Json object{{"file", finding.file->source.name()}};
  add_range(object, finding.file->source, finding.span);
  object["check"] = finding.check->info.id;
  object["severity"] = to_string(finding.severity);
  object["message"] = finding.message;
  object["hint"] = finding.hint;
  object["rule"] = finding.rule;
  object["fingerprint"] = finding.fingerprint;
  object["notes"] = Json::array();
  for (const Note& note : finding.notes) {
    object["notes"].push_back(to_json(note, finding, outcome));
  }
  return object;
}

Json summary_of(const Outcome& outcome) {
  Json skipped = Json::array();
  for (const auto& [input, checks] : outcome.skipped) {
    Json ids = Json::array();
    for (const Check* check : checks) ids.push_back(check->info.id);
    skipped.push_back({{"needs", describe(input)}, {"checks", ids}});
  }
  return {{"files", outcome.files_judged},    {"rules", outcome.rules_judged},
          {"errors", outcome.errors},         {"warnings", outcome.warnings},
          {"infos", outcome.infos},           {"hidden", outcome.hidden},
          {"suppressed", outcome.suppressed}, {"passed_over", outcome.passed_over},
          {"not_judged", outcome.unjudged},   {"skipped", skipped}};
}
}  // namespace

std::string report_json(const Outcome& outcome) {
  Json findings = Json::array();
  for (const Finding& finding : outcome.findings) findings.push_back(to_json(finding, outcome));
  const Json document{{"version", 1}, {"findings", findings}, {"summary", summary_of(outcome)}};
  // Names and texts of files need not be UTF-8; what is not becomes U+FFFD.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace nsmon::lint
