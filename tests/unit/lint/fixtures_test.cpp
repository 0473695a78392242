// SPDX-License-Identifier: Apache-2.0
// Every tests/lint/<family>/<name>.yml is judged with all checks that are on by default and the one
// it is named after. Its comments say what must be found, and nothing else may be:
//
//   # catalog: NAME              judged by tests/lint/catalogs/NAME instead of
//   tests/lint/catalog.yml # expect: ID COLUMNS         a finding in this line; columns from 1,
//   both ends included # expect-next: ID COLUMNS    in the next line # expect-line N: ID COLUMNS in
//   line N
//
// Several findings are parted by "; ". COLUMNS is 20-41; a single 20 is an empty or one-byte range;
// 20-+2:5 ends two lines further down in column 5. `# file: NAME` begins another file.
#include "lint/check.h"
#include "support/golden.h"
#include "unit/lint/memory_files.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace nsmon::test {
namespace {
namespace fs = std::filesystem;

void add_expected(const std::string& file, std::size_t line, std::string_view list,
                  std::multiset<std::string>& expected) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find("; "), list.size());
    expected.insert(fmt::format("{}:{} {}", file, line, list.substr(0, end)));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
}

std::multiset<std::string> expected_findings(const std::vector<NamedFile>& files) {
  std::multiset<std::string> expected;
  for (const NamedFile& file : files) {
    const SourceText source(file.name, file.text);
    for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
      const std::string_view line = source.line(number);
      const std::size_t at = line.find("# expect");
      if (at == std::string_view::npos) continue;
      const std::size_t colon = line.find(": ", at);
      const std::string_view head = line.substr(at, colon - at);
      std::size_t target = number;
      if (head == "# expect-next") ++target;
      if (head.starts_with("# expect-line ")) {
        target = std::stoul(std::string(head.substr(std::string_view("# expect-line ").size())));
      }
      add_expected(file.name, target, line.substr(colon + 2), expected);
    }
  }
  return expected;
}

std::string columns(const SourceText& source, Span span) {
  const LineColumn begin = source.locate(span.begin);
  if (span.end <= span.begin + 1) return std::to_string(begin.column);
  const LineColumn last = source.locate(span.end - 1);
  if (last.line == begin.line) return fmt::format("{}-{}", begin.column, last.column);
  return fmt::format("{}-+{}:{}", begin.column, last.line - begin.line, last.column);
}

std::multiset<std::string> found(const lint::Outcome& outcome) {
  std::multiset<std::string> list;
  for (const lint::Finding& finding : outcome.findings) {
    const SourceText& source = finding.file->source;
    list.insert(fmt::format("{}:{} {} {}", source.name(), source.locate(finding.span.begin).line,
                            finding.check->info.id, columns(source, finding.span)));
  }
  return list;
}

std::string catalog_for(std::string_view fixture) {
  constexpr std::string_view mark = "# catalog: ";
  const fs::path folder = source_dir() / "tests/lint";
  if (!fixture.starts_with(mark)) return read_text(folder / "catalog.yml");
  const std::string_view line = fixture.substr(0, fixture.find('\n'));
  return read_text(folder / "catalogs" / std::string(line.substr(mark.size())));
}

void run_fixture(const fs::path& path) {
  const std::string text = read_text(path);
  std::string id = path.parent_path().filename().string() + "/" + path.stem().string();
  std::ranges::replace(id, '_', '-');
  auto files = split_files(text, path.filename().string());
  lint::Request request = request_for(files);
  request.policy.severity = {id + "=error"};
  const auto expected = expected_findings(files);
  files.push_back({"the catalog.yml", catalog_for(text)});
  request.catalogs = {"the catalog.yml"};
  const auto outcome = lint::run(request, memory_access(files));
  REQUIRE(outcome);
  CHECK(outcome->troubles == std::vector<std::string>{});
  CHECK(found(*outcome) == expected);
  CHECK(std::ranges::any_of(
      expected, [&](const std::string& line) { return line.find(" " + id) != std::string::npos; }));
}
}  // namespace

TEST_CASE("fixtures have exactly the findings that their comments say") {
  for (const auto& family : fs::directory_iterator(source_dir() / "tests/lint")) {
    if (!family.is_directory() || family.path().filename() == "catalogs") continue;
    for (const auto& entry : fs::directory_iterator(family)) {
      CAPTURE(entry.path().string());
      run_fixture(entry.path());
    }
  }
}

}  // namespace nsmon::test
