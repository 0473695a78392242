// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "lint/finding.h"
#include "yaml/document.h"

#include <utility>

namespace nsmon::lint {

void Reporter::add(Observation observation) {
  Finding finding{.check = check_,
                  .severity = observation.severity.value_or(check_->info.severity),
                  .severity_of_case = observation.severity,
                  .file = file_,
                  .span = to_file(observation.span),
                  .message = std::move(observation.message),
                  .hint = std::move(observation.hint),
                  .notes = std::move(observation.notes),
                  .rule = {}};
  for (Note& note : finding.notes) {
    if (note.file.empty()) note.span = to_file(note.span);
  }
  if (rule_ != nullptr) finding.rule = rule_->name().value;
  findings_->push_back(std::move(finding));
}

Reporter Reporter::in(const LintFile& file, const config::Rule* rule) const {
  Reporter moved = *this;
  moved.file_ = &file;
  moved.rule_ = rule;
  moved.scalar_ = nullptr;
  return moved;
}

Reporter Reporter::inside(const yaml::Node& scalar) const {
  Reporter moved = *this;
  moved.scalar_ = &scalar;
  return moved;
}

Span Reporter::to_file(Span span) const {
  if (scalar_ == nullptr) return span;
  return yaml::place_in_text(file_->source.text(), *scalar_, span);
}

}  // namespace nsmon::lint
