// SPDX-License-Identifier: Apache-2.0
#include "lint/judge.h"

#include "lint/check.h"
#include "lint/registry.h"
#include "template/parse.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace nsmon::lint {
namespace {

template <class Judged>
using Function = void (*)(const Judged&, Reporter&);

// The checks of a run by what they are asked about.
struct Plan {
  template <class Judged>
  struct Step {
    const Check* check = nullptr;
    Function<Judged> function = nullptr;
  };

  std::vector<Step<Query>> expressions = {};
  std::vector<Step<JudgedRule>> rules = {};
  std::vector<Step<JudgedTemplate>> templates = {};
  std::vector<Step<JudgedGroup>> groups = {};
  std::vector<Step<JudgedFile>> files = {};
  std::vector<Step<JudgedSet>> sets = {};
  std::vector<const Check*> claims = {};
  std::vector<const Check*> all = {};

  bool runs(const Check& check) const { return std::ranges::find(all, &check) != all.end(); }

  void add(const Check& check, Mode mode) {
    all.push_back(&check);
    const auto take = [&]<class Judged>(std::vector<Step<Judged>>& steps) {
      if (const auto* function = std::get_if<Function<Judged>>(&check.run)) {
        steps.push_back({&check, *function});
      }
    };
    take(expressions);
    take(rules);
    take(templates);
    take(groups);
    take(files);
    take(sets);
    if (const auto* claim = std::get_if<Claim>(&check.run)) {
      claims.push_back(&check);
      if (claim->beyond != nullptr && mode == Mode::everything) {
        rules.push_back({&check, claim->beyond});
      }
    }
  }
};

bool has_input(Input input, const catalog::Catalog& catalog, const FileSet& files) {
  switch (input) {
    case Input::nothing: return true;
    case Input::catalog: return !catalog.empty();
    case Input::prometheus: return !files.loaded().empty();
  }
  return true;
}

Plan make_plan(const Request& request, const Selection& selection, const catalog::Catalog& catalog,
               Outcome& outcome) {
  Plan plan;
  for (const Check* check : all_checks()) {
    if (request.mode == Mode::syntax_only) {
      if (check->info.refused) plan.add(*check, request.mode);
    } else if (selection.runs(*check)) {
      if (has_input(check->info.needs, catalog, outcome.files)) {
        plan.add(*check, request.mode);
      } else if (!outcome.files.rules().empty()) {
        outcome.skipped[check->info.needs].push_back(check);
      }
    }
  }
  return plan;
}

class Judge {
 public:
  Judge(const Plan& plan, const catalog::Catalog& catalog, Outcome& outcome)
      : plan_(plan), catalog_(catalog), outcome_(outcome) {}

  void judge(const LintFile& file) {
    for (const config::Problem& problem : file.problems) claim(file, problem);
    if (file.catalog) {
      for (const Diagnostic& problem : file.catalog->problems) claim(file, problem);
    }
    for (const auto& step : plan_.files) ask(step, file, JudgedFile{file, outcome_.files});
    if (!file.rules) return;
    for (const config::RuleGroup& group : file.rules->groups) {
      for (const auto& step : plan_.groups) {
        ask(step, file, JudgedGroup{group, file, outcome_.files});
      }
      for (const config::Rule& rule : group.rules) judge(file, group, rule);
      outcome_.rules_judged += group.rules.size();
    }
  }

  void judge_set() {
    for (const auto& [check, function] : plan_.sets) {
      // Set checks place each finding themselves; the first file is only where they start.
      if (outcome_.files.files().empty()) return;
      Reporter reporter(*check, *outcome_.files.files().front(), outcome_.findings);
      function(JudgedSet{outcome_.files, catalog_}, reporter);
    }
  }

 private:
  template <class Step, class Judged>
  void ask(const Step& step, const LintFile& file, const Judged& judged) {
    Reporter reporter(*step.check, file, outcome_.findings);  // NOLINT(misc-const-correctness)
    step.function(judged, reporter);
  }

  void judge(const LintFile& file, const config::RuleGroup& group, const config::Rule& rule) {
    const JudgedRule judged{rule, group, file, catalog_, outcome_.files};
    for (const auto& [check, function] : plan_.rules) {
      Reporter reporter = Reporter(*check, file, outcome_.findings).in(file, &rule);
      function(judged, reporter);
    }
    if (rule.tree) {
      const Query query{*rule.tree, rule.expr.value, rule, catalog_, outcome_.files};
      for (const auto& [check, function] : plan_.expressions) {
        Reporter reporter =
            Reporter(*check, file, outcome_.findings).in(file, &rule).inside(*rule.expr.node);
        function(query, reporter);
      }
    }
    // Prometheus expands the texts of alerts only.
    if (rule.kind != config::RuleKind::alert || plan_.templates.empty()) return;
    for (const config::NamedText& text : rule.labels) judge(file, rule, text);
    for (const config::NamedText& text : rule.annotations) judge(file, rule, text);
  }

  void judge(const LintFile& file, const config::Rule& rule, const config::NamedText& text) {
    if (!templates::has_actions(text.value)) return;
    const auto outcome = templates::parse(text.value, "__alert_" + std::string(rule.alert.value));
    for (const auto& [check, function] : plan_.templates) {
      Reporter reporter =
          Reporter(*check, file, outcome_.findings).in(file, &rule).inside(*text.node);
      function(JudgedTemplate{text, outcome, rule}, reporter);
    }
  }

  void claim(const LintFile& file, const config::Problem& problem) {
    const Check* claimant = nullptr;
    for (const Check* check : plan_.claims) {
      const Claim& candidate = std::get<Claim>(check->run);
      if (!candidate.covers(problem.kind)) continue;
      if (candidate.takes == nullptr) {
        if (claimant == nullptr) claimant = check;
      } else if (candidate.takes(problem)) {
        claimant = check;
        break;
      }
    }
    if (claimant == nullptr) return;  // not selected: every kind has a check
    const LintFile* other = problem.file.empty() ? nullptr : outcome_.files.find(problem.file);
    const LintFile& place = other == nullptr ? file : *other;
    Observation observation{
        .span = problem.kind == config::ProblemKind::promql_syntax
                    ? at_text(place, problem.error.span)
                    : problem.error.span,
        .message = problem.brief.empty() ? problem.error.message : problem.brief,
        .hint = problem.error.hint,
        .notes = problem.error.notes};
    const Claim& claim = std::get<Claim>(claimant->run);
    if (claim.refine != nullptr) claim.refine(problem, observation);
    Reporter(*claimant, place, outcome_.findings)
        .in(place, rule_at(file, problem))
        .add(std::move(observation));
  }

  void claim(const LintFile& file, const Diagnostic& problem) {
    const Check* check = find_check(problem.id);
    if (check == nullptr || !plan_.runs(*check)) return;
    Reporter(*check, file, outcome_.findings)
        .add({.span = problem.span,
              .message = problem.message,
              .hint = problem.hint,
              .notes = problem.notes,
              .severity = problem.severity});
  }

  // An expression that ends too early ends with the line break of its block: the last text before
  // it is what people look at.
  static Span at_text(const LintFile& file, Span span) {
    const std::string_view text = file.source.text();
    const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r'; };
    if (span.end > text.size() || span.begin > span.end) return span;
    const std::string_view marked = text.substr(span.begin, span.size());
    if (!std::ranges::all_of(marked, is_blank)) return span;
    std::uint32_t at = span.begin;
    while (at > 0 && is_blank(text[at - 1])) --at;
    return {at, at};
  }

  // The rule in which a problem lies, so that findings name it.
  static const config::Rule* rule_at(const LintFile& file, const config::Problem& problem) {
    if (!file.rules) return nullptr;
    for (const config::RuleGroup& group : file.rules->groups) {
      const std::uint32_t place = problem.error.span.begin;
      if (!group.span.contains(place)) continue;
      const auto after = std::ranges::upper_bound(
          group.rules, place, {}, [](const config::Rule& rule) { return rule.span.begin; });
      if (after == group.rules.begin()) continue;
      const config::Rule& rule = *std::prev(after);
      if (rule.span.contains(place)) return &rule;
    }
    return nullptr;
  }

  const Plan& plan_;
  const catalog::Catalog& catalog_;
  Outcome& outcome_;
};

// Names that silenced nothing although every check they cover had its say.
std::vector<std::string> idle_names(const ControlComment& comment, const Selection& selection,
                                    const Outcome& outcome) {
  const auto had_its_say = [&](const Check& check) {
    if (!selection.runs(check)) return false;
    return std::ranges::none_of(outcome.skipped, [&](const auto& skipped) {
      return std::ranges::find(skipped.second, &check) != skipped.second.end();
    });
  };
  std::vector<std::string> idle;
  for (const ControlComment::Name& name : comment.names) {
    if (name.used || family_of(name.text) == "control") continue;
    bool known = false;
    bool asked = true;
    for (const Check* check : all_checks()) {
      if (name.text != check->info.id && name.text != family_of(check->info.id)) continue;
      known = true;
      asked = asked && had_its_say(*check);
    }
    if (known && asked) idle.push_back(name.text);
  }
  return idle;
}
}  // namespace

void judge_files(const Request& request, const Selection& selection,
                 const catalog::Catalog& catalog, Outcome& outcome) {
  const Plan plan = make_plan(request, selection, catalog, outcome);
  Judge judge(plan, catalog, outcome);
  for (const auto& file : outcome.files.files()) {
    if (file->judged) judge.judge(*file);
  }
  judge.judge_set();
  std::erase_if(outcome.findings, [](const Finding& finding) { return !finding.file->judged; });
}

void judge_comments(const Request& request, const Selection& selection, Outcome& outcome,
                    std::vector<Finding>& findings) {
  for (const auto& file : outcome.files.files()) {
    if (!file->judged) continue;
    for (const ControlComment& comment : file->comments) {
      const std::vector<std::string> idle = idle_names(comment, selection, outcome);
      const JudgedComment judged{comment, idle, comment.is_expired(request.today)};
      for (const Check* check : all_checks()) {
        const auto* function = std::get_if<Function<JudgedComment>>(&check->run);
        if (function == nullptr || !selection.runs(*check)) continue;
        Reporter reporter(*check, *file, findings);  // NOLINT(misc-const-correctness)
        (*function)(judged, reporter);
      }
    }
  }
}

}  // namespace nsmon::lint
