// SPDX-License-Identifier: Apache-2.0
#include "testing/unit_test.h"

#include "alerting/group.h"
#include "base/file.h"
#include "config/glob.h"
#include "testing/unit_test_file.h"
#include "testing/unit_test_run.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

namespace nsmon::testing {
namespace {

// The joined expression, or null when every group runs.
std::unique_ptr<re2::RE2> run_filter(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return nullptr;
  std::string joined;
  for (const std::string& pattern : patterns) {
    if (!joined.empty()) joined += '|';
    joined += pattern;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(joined, options);
}

// Files that the patterns name, each once, in the order of the patterns.
std::vector<std::filesystem::path> rule_files(const UnitTestInput& input, const std::string& path,
                                              UnitTestReport& report) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::vector<std::filesystem::path> files;
  std::set<std::string> seen;
  for (const std::string& pattern : input.rule_files) {
    const auto full = folder.empty() ? std::filesystem::path(pattern) : folder / pattern;
    const auto found = config::glob(full.string());
    if (!found) {
      report.problems.push_back(
          {0, fmt::format("rule file pattern {}: {}", pattern, found.error().message)});
      continue;
    }
    if (found->empty()) {
      report.warnings.push_back(fmt::format("no file matches pattern {}", full.string()));
    }
    for (const auto& file : *found) {
      if (seen.insert(file.string()).second) files.push_back(file);
    }
  }
  return files;
}

std::vector<alerting::Group> load_groups(const std::vector<std::filesystem::path>& files,
                                         const UnitTestOptions& options, UnitTestReport& report) {
  std::vector<alerting::Group> groups;
  alerting::LoadOptions loading;
  loading.features = options.features;
  loading.ignore_unknown_keys = options.ignore_unknown_fields;
  for (const auto& file : files) {
    auto text = read_file(file);
    if (!text) {
      report.problems.push_back({0, text.error().message});
      continue;
    }
    alerting::LoadedRules loaded = alerting::load_rules(file.string(), std::move(*text), loading);
    for (const std::string& error : loaded.errors) {
      report.problems.push_back({0, fmt::format("{}: {}", file.string(), error)});
    }
    for (alerting::Group& group : loaded.groups) groups.push_back(std::move(group));
  }
  return groups;
}

// Groups that are not listed come first, together with the first one listed.
void order_groups(std::vector<alerting::Group>& groups, const std::vector<std::string>& order) {
  const auto rank = [&](const alerting::Group& group) {
    const auto found = std::ranges::find(order, group.name);
    return found == order.end() ? std::ptrdiff_t{0} : found - order.begin();
  };
  std::ranges::stable_sort(groups, {}, rank);
}

std::vector<RuleCoverage> coverage_of(const std::vector<alerting::Group>& groups) {
  std::vector<RuleCoverage> list;
  for (const alerting::Group& group : groups) {
    for (const alerting::Rule& rule : group.rules) {
      list.push_back({group.file, group.name, rule.name, rule.line,
                      rule.kind == alerting::RuleKind::alert, false});
    }
  }
  return list;
}

}  // namespace

std::string check_run_patterns(const std::vector<std::string>& patterns) {
  const auto filter = run_filter(patterns);
  return filter && !filter->ok() ? filter->error() : std::string();
}

UnitTestReport run_unit_test_text(const std::string& path, std::string text,
                                  const UnitTestOptions& options) {
  UnitTestReport report{.file = path};
  UnitTestInputOutcome outcome = read_unit_test_file(path, std::move(text));
  for (InputProblem& problem : outcome.problems) {
    report.problems.push_back({problem.line, std::move(problem.message)});
  }
  const auto filter = run_filter(options.run);
  if (filter && !filter->ok()) report.problems.push_back({0, filter->error()});
  if (!report.problems.empty()) return report;
  const UnitTestInput& input = outcome.input;
  std::vector<alerting::Group> groups =
      load_groups(rule_files(input, path, report), options, report);
  if (!report.problems.empty()) return report;
  order_groups(groups, input.group_order);
  report.rules = coverage_of(groups);
  for (const TestGroup& test : input.groups) {
    if (filter && !re2::RE2::PartialMatch(test.name, *filter)) continue;
    report.groups.push_back(run_test_group(input, test, groups, options.features, report.rules));
  }
  report.pass = std::ranges::all_of(report.groups, [](const auto& group) { return group.pass; });
  return report;
}

UnitTestReport run_unit_test_file(const std::string& path, const UnitTestOptions& options) {
  auto text = read_file(path);
  if (text) return run_unit_test_text(path, std::move(*text), options);
  UnitTestReport report{.file = path, .readable = false};
  report.problems.push_back({0, text.error().message});
  return report;
}

}  // namespace nsmon::testing
