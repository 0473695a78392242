// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/source_text.h"
#include "catalog/load.h"
#include "config/problem.h"
#include "config/prometheus.h"
#include "config/rule_file.h"
#include "config/sniff.h"
#include "lint/suppression.h"
#include "yaml/document.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsmon::lint {

// One file of a run with everything read from it.
struct LintFile {
  explicit LintFile(SourceText text) : source(std::move(text)) {}

  SourceText source;
  config::FileKind kind = config::FileKind::other;
  bool judged = true;                           // false: only read for the sake of others
  std::optional<yaml::Document> document = {};  // absent when the text is not YAML
  std::vector<config::Problem> problems = {};   // why Prometheus would refuse it
  std::optional<config::RuleFile> rules = {};   // of both kinds of rule files
  std::optional<config::PrometheusConfig> prometheus = {};
  std::optional<catalog::Loaded> catalog = {};
  std::vector<ControlComment> comments = {};
};

// A rule and where it belongs.
struct RuleRef {
  const LintFile* file = nullptr;
  const config::RuleGroup* group = nullptr;
  const config::Rule* rule = nullptr;
};

// What the `rule_files` of one prometheus.yml came to.
struct LoadedRules {
  struct Missing {
    Span span;  // of the entry
    bool glob = false;
  };

  const LintFile* config = nullptr;
  std::vector<const LintFile*> files = {};
  std::vector<Missing> missing = {};  // relative entries under which nothing was found
  bool complete = false;              // every entry was found and read
};

// All files of a run. Rules are found by what they record once index() was called.
class FileSet {
 public:
  LintFile& add(std::unique_ptr<LintFile> file);
  // Builds the look-up of recorded names; call it when all files are there.
  void index();

  const std::vector<std::unique_ptr<LintFile>>& files() const { return files_; }
  const LintFile* find(std::string_view path) const;
  std::vector<LoadedRules>& loaded() { return loaded_; }
  const std::vector<LoadedRules>& loaded() const { return loaded_; }

  // The rules that record this series, in order of files and rules; empty when none does.
  std::span<const RuleRef> recorded(std::string_view name) const;
  // Every rule with a valid expression, in order of files and rules.
  const std::vector<RuleRef>& rules() const { return rules_; }
  // Whether one server evaluates both: the same file, or two files that one prometheus.yml loads.
  bool evaluated_together(const LintFile& a, const LintFile& b) const;
  // A prometheus.yml of the run names its rule files and every entry was found and read.
  bool complete() const;

 private:
  std::vector<std::unique_ptr<LintFile>> files_;
  std::vector<LoadedRules> loaded_;
  std::vector<RuleRef> rules_;
  std::unordered_map<std::string_view, std::vector<RuleRef>> recorded_;
};

}  // namespace nsmon::lint
