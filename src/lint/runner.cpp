// SPDX-License-Identifier: Apache-2.0
#include "lint/runner.h"

#include "base/try.h"
#include "base/utf8.h"
#include "catalog/load.h"
#include "lint/judge.h"
#include "lint/load.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace nsmon::lint {
namespace {

void add_problems(const std::vector<Diagnostic>& problems, const SourceText& source,
                  Outcome& outcome) {
  for (const Diagnostic& problem : problems) {
    if (problem.severity == Severity::error) {
      outcome.troubles.push_back(render(problem, source));
    }
  }
}

// Catalogs that are among the files of the run count too; their problems are findings there.
catalog::Catalog load_catalog(const Request& request, const FileAccess& access, Outcome& outcome) {
  catalog::Catalog catalog;
  if (!request.use_catalog) return catalog;
  for (const auto& file : outcome.files.files()) {
    if (file->catalog) {
      const auto conflicts = catalog.add(file->catalog->file);
      auto& problems = file->catalog->problems;
      problems.insert(problems.end(), conflicts.begin(), conflicts.end());
    }
  }
  for (const std::string& path : request.catalogs) {
    if (outcome.files.find(path) != nullptr) continue;
    auto text = access.read_catalog ? access.read_catalog(path) : access.read(path);
    if (!text) {
      outcome.troubles.push_back(render(text.error()));
      continue;
    }
    const SourceText source(path, *std::move(text));
    catalog::Loaded loaded = catalog::load(path, source.text());
    add_problems(loaded.problems, source, outcome);
    add_problems(catalog.add(std::move(loaded.file)), source, outcome);
  }
  return catalog;
}

// 64-bit FNV-1a.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);  // parts do not run into each other
  }
  // The same with every run of white space as one blank.
  void add_squeezed(std::string_view text) {
    bool blank = false;
    for (const char c : text) {
      const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (!is_blank || !blank) add_byte(is_blank ? ' ' : static_cast<unsigned char>(c));
      blank = is_blank;
    }
    add_byte(0);
  }
  std::uint64_t value() const { return value_; }

 private:
  void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }

  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

// What stays the same when the rule moves: check, file, rule and the text found wanting. Findings
// that agree in all of it are told apart by their order.
void add_fingerprints(std::vector<Finding>& findings) {
  std::unordered_map<std::uint64_t, std::uint64_t> times;
  for (Finding& finding : findings) {
    const std::string_view text = finding.file->source.text();
    Hash hash;
    hash.add(finding.check->info.id);
    hash.add(finding.file->source.name());
    hash.add(finding.rule);
    hash.add_squeezed(finding.span.end <= text.size() && finding.span.begin < finding.span.end
                          ? text.substr(finding.span.begin, finding.span.size())
                          : finding.message);
    const std::uint64_t order = times[hash.value()]++;
    if (order > 0) hash.add(std::to_string(order));
    finding.fingerprint = fmt::format("{:016x}", hash.value());
  }
}

void sort_findings(std::vector<Finding>& findings, const FileSet& files) {
  std::unordered_map<const LintFile*, std::size_t> order;
  for (const auto& file : files.files()) order.emplace(file.get(), order.size());
  const auto key = [&](const Finding& finding) {
    return std::tuple(order[finding.file], finding.span.begin, finding.span.end,
                      finding.check->info.id, std::string_view(finding.message));
  };
  std::ranges::sort(findings, [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  // A rule that stands in several places through aliases has its findings once.
  const auto repeats = std::ranges::unique(
      findings, [&](const Finding& a, const Finding& b) { return key(a) == key(b); });
  findings.erase(repeats.begin(), repeats.end());
}

void drop_silenced(const Request& request, std::vector<Finding>& findings, Outcome& outcome) {
  std::unordered_map<const LintFile*, LintFile*> commented;
  for (const auto& file : outcome.files.files()) {
    if (!file->comments.empty()) commented.emplace(file.get(), file.get());
  }
  if (commented.empty()) return;
  outcome.suppressed += std::erase_if(findings, [&](const Finding& finding) {
    const auto file = commented.find(finding.file);
    return file != commented.end() && silence(file->second->comments, finding.check->info.id,
                                              finding.span.begin, request.today) != nullptr;
  });
}

void count(const Request& request, Outcome& outcome) {
  for (const Finding& finding : outcome.findings) {
    switch (finding.severity) {
      case Severity::error: ++outcome.errors; break;
      case Severity::warning: ++outcome.warnings; break;
      case Severity::info: ++outcome.infos; break;
    }
    const auto& limit = request.policy.fail_on;
    outcome.fails = outcome.fails || (limit && finding.severity >= *limit);
  }
  outcome.hidden = std::erase_if(outcome.findings, [&](const Finding& finding) {
    return finding.severity < request.policy.min_severity;
  });
}

void say_what_was_not_judged(Outcome& outcome) {
  for (const auto& file : outcome.files.files()) {
    if (!file->judged || (!file->document && file->problems.empty())) continue;
    switch (file->kind) {
      case config::FileKind::catalog:
        if (file->catalog) {
          ++outcome.files_judged;
          continue;
        }
        [[fallthrough]];
      case config::FileKind::project:
      case config::FileKind::alertmanager:
      case config::FileKind::slos:
      case config::FileKind::compose:
      case config::FileKind::dashboard:
      case config::FileKind::rule_test:
        outcome.unjudged.push_back(
            fmt::format("{} ({})", printable(file->source.name()), config::to_string(file->kind)));
        continue;
      default: ++outcome.files_judged;
    }
    if (!file->prometheus) continue;
    for (const config::Unjudged& part : file->prometheus->unjudged) {
      outcome.unjudged.push_back(
          fmt::format("{} in {}", printable(part.key), printable(file->source.name())));
    }
  }
}
}  // namespace

Result<Outcome> run(const Request& request, const FileAccess& access) {
  TRY_ASSIGN(const Selection selection, Selection::create(request.policy));
  Outcome outcome;
  load_files(request, access, outcome);
  catalog::Catalog catalog;
  if (request.mode == Mode::everything) {
    outcome.files.index();
    catalog = load_catalog(request, access, outcome);
  }
  judge_files(request, selection, catalog, outcome);
  if (request.mode == Mode::everything) {
    drop_silenced(request, outcome.findings, outcome);
    std::vector<Finding> of_comments;
    judge_comments(request, selection, outcome, of_comments);
    drop_silenced(request, of_comments, outcome);
    std::ranges::move(of_comments, std::back_inserter(outcome.findings));
    for (Finding& finding : outcome.findings) {
      finding.severity = selection.severity(*finding.check, finding.severity_of_case);
    }
  }
  sort_findings(outcome.findings, outcome.files);
  add_fingerprints(outcome.findings);
  count(request, outcome);
  say_what_was_not_judged(outcome);
  return outcome;
}

}  // namespace nsmon::lint
