// SPDX-License-Identifier: Apache-2.0
#include "lint/registry.h"

#include "config/sniff.h"
#include "lint/check.h"
#include "support/golden.h"
#include "unit/lint/memory_files.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace nsmon::test {
namespace {
namespace fs = std::filesystem;

std::string file_name_of(std::string_view id) {
  std::string name(id);
  std::ranges::replace(name, '-', '_');
  return name;
}

std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\n          " : std::string(1, c);
  return out;
}

// A bare expression is judged as the condition of an alert.
std::string as_file(std::string_view example) {
  const auto document = yaml::parse(example);
  const bool bare = document && config::kind_of(*document) == config::FileKind::other &&
                    (document->root() == nullptr || !document->root()->is_mapping());
  const bool one_line = example.find('\n') == std::string_view::npos;
  if (!bare && !(one_line && !document)) return std::string(example);
  return "groups:\n  - name: example\n    rules:\n      - alert: Example\n        expr: |\n"
         "          " +
         indented(example) + "\n        labels: {severity: warning}\n";
}

lint::Outcome judge_example(const lint::Check& check, std::string_view example) {
  auto files = split_files(example, "example.yml");
  bool has_catalog = false;
  for (NamedFile& file : files) {
    file.text = as_file(file.text);
    const auto document = yaml::parse(file.text);
    has_catalog =
        has_catalog || (document && config::kind_of(*document) == config::FileKind::catalog);
  }
  lint::Request request = request_for(files);
  request.policy.severity = {std::string(check.info.id) + "=error"};  // on, whatever the default
  if (!has_catalog) {
    files.push_back({"catalog.yml", read_text(source_dir() / "tests/lint/catalog.yml")});
    request.catalogs = {"catalog.yml"};
  }
  const auto outcome = lint::run(request, memory_access(files));
  REQUIRE(outcome);
  return std::move(*const_cast<Result<lint::Outcome>&>(outcome));
}

bool raises(const lint::Outcome& outcome, const lint::Check& check) {
  return std::ranges::any_of(outcome.findings,
                             [&](const auto& finding) { return finding.check == &check; });
}
}  // namespace

TEST_CASE("checks are sorted by id and each id is there once") {
  std::vector<std::string_view> ids;
  for (const lint::Check* check : lint::all_checks()) ids.push_back(check->info.id);
  CHECK(std::ranges::is_sorted(ids));
  CHECK(std::ranges::adjacent_find(ids) == ids.end());
}

TEST_CASE("retired ids are sorted and never used again") {
  CHECK(std::ranges::is_sorted(lint::retired_checks()));
  for (const std::string_view id : lint::retired_checks()) {
    CAPTURE(id);
    CHECK(lint::find_check(id) == nullptr);
  }
}

TEST_CASE("every file below checks is registered, and every check has file, fixture and page") {
  const fs::path root = source_dir();
  std::set<std::string> listed;
  for (const lint::Check* check : lint::all_checks()) {
    const std::string name = file_name_of(check->info.id);
    CAPTURE(name);
    listed.insert(name + ".cpp");
    CHECK(fs::exists(root / "src/lint/checks" / (name + ".cpp")));
    CHECK(fs::exists(root / "tests/lint" / (name + ".yml")));
    CHECK(fs::exists(root / "docs/checks" / (std::string(check->info.id) + ".md")));
  }
  for (const auto& entry : fs::recursive_directory_iterator(root / "src/lint/checks")) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().lexically_relative(root / "src/lint/checks").string();
    CAPTURE(path);
    CHECK(listed.contains(path));
  }
}

TEST_CASE("checks are named after what is bad and described in a sentence") {
  for (const lint::Check* check : lint::all_checks()) {
    const lint::CheckInfo& info = check->info;
    CAPTURE(info.id);
    const std::string_view name = info.id.substr(info.id.find('/') + 1);
    for (const char* verb : {"avoid-", "use-", "prefer-"}) CHECK_FALSE(name.starts_with(verb));
    CHECK(std::ranges::all_of(
        info.id, [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '/'; }));
    CHECK_FALSE(info.summary.empty());
    CHECK_FALSE(info.summary.ends_with('.'));
    CHECK(info.rationale.ends_with('.'));
    CHECK_FALSE(info.bad == info.good);
  }
}

TEST_CASE("what a server refuses is an error and claimed from the reader or a template") {
  for (const lint::Check* check : lint::all_checks()) {
    CAPTURE(check->info.id);
    const bool claims = std::holds_alternative<lint::Claim>(check->run);
    if (claims) CHECK(check->info.refused);
    if (check->info.refused) CHECK(check->info.severity == Severity::error);
  }
}

TEST_CASE("every kind of problem that files can have is claimed by the check it names") {
  for (int number = 0; number < static_cast<int>(config::ProblemKind::project_invalid); ++number) {
    const auto kind = static_cast<config::ProblemKind>(number);
    const lint::Check* check = lint::find_check(config::check_id(kind));
    CAPTURE(number, config::check_id(kind));
    REQUIRE(check != nullptr);
    const auto* claim = std::get_if<lint::Claim>(&check->run);
    REQUIRE(claim != nullptr);
    CHECK((claim->covers(kind) || check->info.id == "config/invalid-value"));
  }
}

TEST_CASE("the bad example of every check raises it, and the good one does not") {
  for (const lint::Check* check : lint::all_checks()) {
    CAPTURE(check->info.id);
    const lint::Outcome bad = judge_example(*check, check->info.bad);
    const lint::Outcome good = judge_example(*check, check->info.good);
    CAPTURE(ids(bad), ids(good), bad.troubles, good.troubles);
    CHECK(raises(bad, *check));
    CHECK_FALSE(raises(good, *check));
    CHECK(good.errors == 0);  // an example that is wrong otherwise teaches nothing
  }
}

}  // namespace nsmon::test
