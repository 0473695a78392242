// SPDX-License-Identifier: Apache-2.0
#include "lint/file_set.h"

#include <algorithm>

namespace nsmon::lint {

LintFile& FileSet::add(std::unique_ptr<LintFile> file) {
  files_.push_back(std::move(file));
  return *files_.back();
}

void FileSet::index() {
  rules_.clear();
  recorded_.clear();
  for (const auto& file : files_) {
    if (!file->rules) continue;
    for (const config::RuleGroup& group : file->rules->groups) {
      for (const config::Rule& rule : group.rules) {
        const RuleRef ref{file.get(), &group, &rule};
        // A record counts as known even when its expression is broken: one mistake, one finding.
        if (rule.kind == config::RuleKind::record) recorded_[rule.record.value].push_back(ref);
        if (rule.tree) rules_.push_back(ref);
      }
    }
  }
}

const LintFile* FileSet::find(std::string_view path) const {
  const auto found =
      std::ranges::find_if(files_, [&](const auto& file) { return file->source.name() == path; });
  return found == files_.end() ? nullptr : found->get();
}

std::span<const RuleRef> FileSet::recorded(std::string_view name) const {
  const auto found = recorded_.find(name);
  return found == recorded_.end() ? std::span<const RuleRef>{} : found->second;
}

bool FileSet::evaluated_together(const LintFile& a, const LintFile& b) const {
  if (&a == &b) return true;
  return std::ranges::any_of(loaded_, [&](const LoadedRules& loaded) {
    return std::ranges::find(loaded.files, &a) != loaded.files.end() &&
           std::ranges::find(loaded.files, &b) != loaded.files.end();
  });
}

bool FileSet::complete() const {
  return std::ranges::any_of(loaded_, &LoadedRules::complete);
}

}  // namespace nsmon::lint
