// SPDX-License-Identifier: Apache-2.0
#include "promql/print.h"

#include "promql/parse.h"
#include "support/expression_generator.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace nsmon::promql {
namespace {

// A longer run: NSMON_PROPERTY_RUNS=10 makes ten times as many.
int property_runs(int normally) {
  const char* factor = std::getenv("NSMON_PROPERTY_RUNS");
  return normally * (factor == nullptr ? 1 : std::max(1, std::atoi(factor)));
}

// Why the printed forms of a text are not what they should be; empty when they are.
std::string disagreement(const std::string& text, std::size_t width, const Features& features) {
  const ParseOutcome first = parse(text, features);
  if (!first.errors.empty()) return render_parse_error(first.errors.front(), text);
  const std::string line = print(*first.expr);
  const ParseOutcome second = parse(line, features);
  if (!second.errors.empty()) return line + "\n" + render_parse_error(second.errors.front(), line);
  if (print(*second.expr) != line) return line + "\nbecomes " + print(*second.expr);
  const std::string split = print_pretty(*first.expr, width);
  const ParseOutcome third = parse(split, features);
  if (!third.errors.empty()) return split + "\n" + render_parse_error(third.errors.front(), split);
  if (print(*third.expr) != line) return split + "\nbecomes " + print(*third.expr);
  return {};
}
}  // namespace

TEST_CASE("Printing and parsing agree for generated expressions") {
  using test::ExpressionGenerator;
  const auto syntax =
      GENERATE(ExpressionGenerator::Syntax::experimental, ExpressionGenerator::Syntax::stable);
  const bool experimental = syntax == ExpressionGenerator::Syntax::experimental;
  const Features features = experimental ? Features::all() : Features{};
  ExpressionGenerator generator(experimental ? 1 : 2, syntax);
  const int runs = property_runs(50'000);
  for (int i = 0; i < runs; ++i) {
    const std::string text = generator.next(3);
    const std::string problem = disagreement(text, static_cast<std::size_t>(i % 60), features);
    if (problem.empty()) continue;
    INFO(text);
    FAIL_CHECK(problem);
  }
}

TEST_CASE("Damaged expressions end in an expression or a placed error") {
  test::ExpressionGenerator generator(3);
  for (int i = 0; i < property_runs(20'000); ++i) {
    const std::string text = generator.damaged(generator.next(2));
    const ParseOutcome outcome = parse(text, Features::all());
    const bool placed = outcome.expr != nullptr
                            ? outcome.errors.empty()
                            : !outcome.errors.empty() &&
                                  outcome.errors.front().span.begin <= text.size() &&
                                  outcome.errors.front().span.end <= text.size();
    if (placed) continue;
    FAIL_CHECK(text);
  }
}

TEST_CASE("Long expressions are split") {
  std::istringstream lines(test::read_text(test::source_dir() / "tests/unit/promql/pretty.txt"));
  std::string golden;
  std::size_t width = 100;
  for (std::string line; std::getline(lines, line);) {
    golden += line + "\n";
    if (line.starts_with("## width ")) width = std::stoul(line.substr(9));
    if (line.starts_with("##")) continue;
    const ParseOutcome outcome = parse(line, Features::all());
    CAPTURE(line);
    REQUIRE(outcome.errors.empty());
    std::istringstream split(print_pretty(*outcome.expr, width));
    for (std::string part; std::getline(split, part);) golden += "  | " + part + "\n";
  }
  test::compare_golden("tests/unit/promql/pretty.golden", golden);
}

TEST_CASE("A wide line holds the canonical form") {
  const ParseOutcome outcome = parse("sum(rate(x[5m]))by(a)/count(y)", {});
  REQUIRE(outcome.errors.empty());
  CHECK(print_pretty(*outcome.expr, 1'000'000) == print(*outcome.expr));
}

TEST_CASE("Selectors are printed without their modifiers") {
  const ParseOutcome outcome = parse("x{b=\"c\"} @ 5 offset 1m", {});
  REQUIRE(outcome.errors.empty());
  CHECK(print_selector(std::get<VectorSelector>(outcome.expr->node)) == "x{b=\"c\"}");
}

}  // namespace nsmon::promql
