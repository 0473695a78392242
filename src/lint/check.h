// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "base/span.h"
#include "config/problem.h"
#include "config/rule_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsmon::catalog {
class Catalog;
}
namespace nsmon::promql {
struct Expr;
}
namespace nsmon::templates {
struct ParseOutcome;
}
namespace nsmon::yaml {
class Node;
}

namespace nsmon::lint {

struct Check;
struct ControlComment;
struct Finding;
struct LintFile;
class FileSet;

// What a check reads besides the file that it judges. Where it is not at hand the check does not
// run, and the run says so.
enum class Input : std::uint8_t { nothing, catalog, prometheus };

struct CheckInfo {
  std::string_view id;  // "family/name": folder and file of the check
  Severity severity = Severity::error;
  std::string_view summary;    // what is wrong, one line without final stop
  std::string_view rationale;  // why that hurts, full sentences
  // The smallest texts that raise the check and do not. Each is judged like a file: the kind is
  // seen from the content, a text of no known kind is the expression of a rule, and `# file: NAME`
  // lines part several files. Both are executed by the tests.
  std::string_view bad;
  std::string_view good;
  Input needs = Input::nothing;
  bool refused = false;         // Prometheus does not load a file in which this is found
  bool off_by_default = false;  // runs only when it is selected by its id
};

// What a check reports. The span lies in what it was handed: the expression's text for expression
// checks, the file's text for the others.
struct Observation {
  Span span = {};
  std::string message;
  std::string hint = {};
  std::vector<Note> notes = {};
  std::optional<Severity> severity = {};  // of this case, where it is not the check's own
};

// Takes what one check finds in one place, and puts it at its place in the file.
class Reporter {
 public:
  Reporter(const Check& check, const LintFile& file, std::vector<Finding>& findings)
      : check_(&check), file_(&file), findings_(&findings) {}

  void add(Observation observation);

  // The same check reporting in another place: a rule (null: none), or inside the value of a
  // scalar, whose bytes the spans then count.
  Reporter in(const LintFile& file, const config::Rule* rule) const;
  Reporter inside(const yaml::Node& scalar) const;

 private:
  Span to_file(Span span) const;

  const Check* check_;
  const LintFile* file_;
  std::vector<Finding>* findings_;
  const config::Rule* rule_ = nullptr;
  const yaml::Node* scalar_ = nullptr;
};

// What checks are asked about, from the smallest to the largest.

// One expression of a rule. Spans of the tree lie in `text`.
struct Query {
  const promql::Expr& root;
  std::string_view text;
  const config::Rule& rule;
  const catalog::Catalog& catalog;
  const FileSet& files;
};

struct JudgedRule {
  const config::Rule& rule;
  const config::RuleGroup& group;
  const LintFile& file;
  const catalog::Catalog& catalog;
  const FileSet& files;
};

// A label or an annotation of an alert that has template actions. Spans of the outcome lie in the
// text's value, as do those of what is reported.
struct JudgedTemplate {
  const config::NamedText& text;
  const templates::ParseOutcome& outcome;
  const config::Rule& rule;
};

struct JudgedGroup {
  const config::RuleGroup& group;
  const LintFile& file;
  const FileSet& files;
};

// A file of any kind, well-formed or not.
struct JudgedFile {
  const LintFile& file;
  const FileSet& files;
};

// All files of the run, also those that are only read. Findings in the latter are dropped.
struct JudgedSet {
  const FileSet& files;
  const catalog::Catalog& catalog;
};

// A control comment after all other checks are done. `idle` lists the names in it that silenced
// nothing although their checks ran.
struct JudgedComment {
  const ControlComment& comment;
  const std::vector<std::string>& idle;
  bool expired = false;
};

// For checks whose verdict is the configuration reader's own: the kind of problem they stand for.
// The reader alone decides what is valid.
struct Claim {
  config::ProblemKind kind;
  std::optional<config::ProblemKind> also = {};  // a second kind, for the same mistake elsewhere
  // Where one kind is shared: tells which problems are this check's. Null: all that no other check
  // with such a function takes.
  bool (*takes)(const config::Problem& problem) = nullptr;
  // Adds what the check knows beyond the reader's message. Null: nothing.
  void (*refine)(const config::Problem& problem, Observation& observation) = nullptr;
  // The same mistake where it does not keep the file from loading. Null: always refused.
  void (*beyond)(const JudgedRule& judged, Reporter& report) = nullptr;

  bool covers(config::ProblemKind wanted) const { return kind == wanted || also == wanted; }
};

// For checks whose verdict is the catalog reader's own: it names the check itself.
struct CatalogClaim {};

using Run =
    std::variant<void (*)(const Query&, Reporter&), void (*)(const JudgedRule&, Reporter&),
                 void (*)(const JudgedTemplate&, Reporter&),
                 void (*)(const JudgedGroup&, Reporter&), void (*)(const JudgedFile&, Reporter&),
                 void (*)(const JudgedSet&, Reporter&), void (*)(const JudgedComment&, Reporter&),
                 Claim, CatalogClaim>;

// A check is a value: who it is and what it does. It keeps nothing between calls.
struct Check {
  CheckInfo info;
  Run run;
};

// One object per line of checks.def, each in checks/<family>/<name>.cpp.
namespace checks {
#define NSMON_CHECK(family, name) extern const Check family##_##name;
#include "lint/checks.def"
#undef NSMON_CHECK
}  // namespace checks

}  // namespace nsmon::lint
