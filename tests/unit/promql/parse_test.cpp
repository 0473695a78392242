// SPDX-License-Identifier: Apache-2.0
#include "promql/parse.h"

#include "promql/functions.h"
#include "promql/print.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <sstream>

namespace nsmon::promql {
namespace {

std::string printed(std::string_view text, const Features& features = Features::all()) {
  const ParseOutcome outcome = parse(text, features);
  if (!outcome.errors.empty()) return render_parse_error(outcome.errors.front(), text);
  return print(*outcome.expr);
}

void becomes(std::string_view text, std::string_view expected) {
  CAPTURE(text);
  CHECK(printed(text) == expected);
}

void same(std::string_view text) {
  becomes(text, text);
}

// The one node of a kind that the text has at its root.
template <class T>
const T& root(const ExprPtr& expr) {
  return std::get<T>(expr->node);
}

ExprPtr parsed(std::string_view text) {
  ParseOutcome outcome = parse(text, Features::all());
  REQUIRE(outcome.errors.empty());
  return std::move(outcome.expr);
}

std::string_view slice(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}
}  // namespace

TEST_CASE("Canonical texts stay as they are") {
  for (const std::string_view text : {
           "1",
           "-1",
           "0.5",
           "NaN",
           "+Inf",
           "-Inf",
           "5m",
           "-1h30m",
           "\"text\"",
           "\"a\\nb\\\"c\"",
           "up",
           "a:b",
           "up{job=\"api\"}",
           "up{a!=\"b\",c=~\"d.*\",e!~\"f\"}",
           "{job=\"api\"}",
           "{__name__=~\"a.*\"}",
           "{\"dotted.name\"=\"x\"}",
           "{__name__=\"spaced name\",a=\"b\"}",
           "x offset 5m",
           "x offset -5m",
           "x @ 1.500",
           "x @ start()",
           "x @ end() offset 1m",
           "x[5m]",
           "x[5m] @ 1.000 offset 1m",
           "x[5m] anchored @ 1.000 offset 5m",
           "x @ 1.000 anchored offset 5m",
           "x smoothed",
           "x[5m] smoothed",
           "x[5m:1m]",
           "x[5m:]",
           "rate(x[5m])[1h:1m] @ end() offset 1h",
           "(x)[5m:]",
           "sum(x)",
           "sum by (a, b) (x)",
           "sum without () (x)",
           "topk(3, x)",
           "topk by (a) (3, x)",
           "count_values(\"v\", x)",
           "sum by (\"a.b\", on) (x)",
           "limitk(1, x)",
           "limit_ratio(0.5, x)",
           "a + b",
           "a + on () b",
           "a + on (x) b",
           "a + ignoring (x) b",
           "a * on (x) group_left () b",
           "a * ignoring () group_left () b",
           "a * on (x) group_right (y, z) b",
           "a == bool b",
           "a > bool on (x) b",
           "a + fill (0) b",
           "a + fill_left (1) b",
           "a + fill_right (-2.5) b",
           "a + on (x) group_left (y) fill_left (1) fill_right (2) b",
           "a and b or c unless d",
           "a and on (x) b",
           "a </ 5",
           "a >/ 5",
           "a atan2 b",
           "-x",
           "+x",
           "-(x + y)",
           "-2 ^ 2",
           "(-2) ^ 2",
           "2 ^ -1",
           "(1 + 2) * 3",
           "time()",
           "pi()",
           "vector(1)",
           "scalar(x)",
           "round(x)",
           "round(x, 0.1)",
           "hour()",
           "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")",
           "info(x)",
           "info(x, {job=\"api\"})",
           "info(x, {})",
           "max_of(1, 2)",
           "min_of(step(), range())",
           "start() + end()",
           "x[step()]",
           "x[5m + 1m]",
           "x[(5m + 1m) * 2]",
           "x[2 ^ 3 ^ 2]",
           "x[-1m + 5m:step()]",
           "x[min_of(5m, step())]",
           "x[step():max_of(1m, step())]",
           "x offset step()",
           "x offset -step()",
           "x offset (5m + 1m)",
           "x offset -(5m + 1m)",
           "x offset max_of(1m, step())",
           "x[300 + 5m]",
       }) {
    same(text);
  }
}

TEST_CASE("Spelling is made canonical") {
  becomes("  1 ", "1");
  becomes("+1", "1");
  becomes("--1", "1");
  becomes("0x1F", "31");
  becomes("0755", "493");
  becomes("089", "89");
  becomes("1_000.5", "1000.5");
  becomes("1e3", "1000");
  becomes(".5", "0.5");
  becomes("5.", "5");
  becomes("0xeff", "3839");
  becomes("9223372036854775808", "9223372036854776000");
  becomes("1e-400", "0");
  becomes("iNf", "+Inf");
  becomes("nan", "NaN");
  becomes("60m", "1h");
  becomes("7d", "1w");
  becomes("8d", "8d");
  becomes("+5m", "5m");
  becomes("'it\"s'", "\"it\\\"s\"");
  becomes("`a\\b`", "\"a\\\\b\"");
  becomes("\"\\x41\\101\\u00e9\\U0001F600\"", "\"AAé😀\"");
  becomes("up{}", "up");
  becomes("up{b='2',a='1',}", "up{a=\"1\",b=\"2\"}");
  becomes("{\"up\"}", "{__name__=\"up\"}");
  becomes("{\"a b\", c=\"d\"}", "{__name__=\"a b\",c=\"d\"}");
  becomes("{\"a\", \"b\"}", "{__name__=\"a\",__name__=\"b\"}");
  becomes("{'job'=\"x\"}", "{job=\"x\"}");
  becomes("x[300]", "x[5m]");
  becomes("x[0.5]", "x[500ms]");
  becomes("x[ 5m ]", "x[5m]");
  becomes("x[(5m)]", "x[5m]");
  becomes("x offset 300", "x offset 5m");
  becomes("x offset +5m", "x offset 5m");
  becomes("x offset -(5m)", "x offset -5m");
  becomes("x offset - -5m", "x offset 5m");
  becomes("x offset 0", "x");
  becomes("x offset 0s offset 5m", "x offset 5m");
  becomes("x @ -1.5", "x @ -1.500");
  becomes("x @ 5m", "x @ 300.000");
  becomes("x offset 5m @ 10", "x @ 10.000 offset 5m");
  becomes("x anchored [5m]", "x[5m] anchored");
  becomes("sum(x) by (a,)", "sum by (a) (x)");
  becomes("SUM BY (a) (x)", "sum by (a) (x)");
  becomes("sum by () (x)", "sum(x)");
  becomes("sum by (a:b) (x)", "sum by (\"a:b\") (x)");
  becomes("a+b", "a + b");
  becomes("a AND b Or c", "a and b or c");
  becomes("a + ignoring () b", "a + b");
  becomes("a * on(x) group_left b", "a * on (x) group_left () b");
  becomes("a + fill(1e6) b", "a + fill (1e+06) b");
  becomes("a + fill_left(0) fill_right(0) b", "a + fill (0) b");
  becomes("a + fill_right(2) fill_left(1) b", "a + fill_left (1) fill_right (2) b");
  becomes("a + fill(5m) b", "a + fill (300) b");
  becomes("x + on () 1", "x + 1");
  becomes("1 == bool ignoring () 2", "1 == bool 2");
  becomes("x # comment\n + y", "x + y");
  becomes("x { # inside\n a=\"b\" }", "x{a=\"b\"}");
  becomes("x[5m # late\n]", "x[5m]");
}

TEST_CASE("Operators bind as in Prometheus") {
  const auto is = [](std::string_view text, std::string_view with_parentheses) {
    // The same tree with parentheses written out evaluates the same; compare by stripping ours.
    const ExprPtr expr = parsed(text);
    const auto& node = root<Binary>(expr);
    CAPTURE(text);
    CHECK("(" + print(*node.lhs) + ") " + std::string(to_string(node.op)) + " (" +
              print(*node.rhs) + ")" ==
          with_parentheses);
  };
  is("a + b * c", "(a) + (b * c)");
  is("a * b + c", "(a * b) + (c)");
  is("a - b - c", "(a - b) - (c)");
  is("a ^ b ^ c", "(a) ^ (b ^ c)");
  is("a or b and c", "(a) or (b and c)");
  is("a and b unless c", "(a and b) unless (c)");
  is("a == b + c", "(a) == (b + c)");
  is("a < b > c", "(a < b) > (c)");
  is("a </ b + c", "(a) </ (b + c)");
  is("a atan2 b * c", "(a atan2 b) * (c)");
  is("-a * b", "(-a) * (b)");
  is("-1 * a", "(-1) * (a)");
  is("a * -b ^ c", "(a) * (-b ^ c)");
  is("a ^ -b * c", "(a ^ -b) * (c)");
  is("x offset 1m + 1m", "(x offset 1m) + (1m)");
  is("x offset -2 ^ 2", "(x offset -2s) ^ (2)");
  is("x offset step() * 2", "(x offset step()) * (2)");
  is("x offset -(5m) * 2", "(x offset -5m) * (2)");
  is("a + b offset 5m", "(a) + (b offset 5m)");
  is("a + b @ 5", "(a) + (b @ 5.000)");
  becomes("x offset (1m) * 2", "x offset 1m * 2");
  becomes("x offset - -1m * 2", "x offset 1m * 2");
}

TEST_CASE("Words can be names") {
  for (const std::string_view word :
       {"sum",        "avg",    "by",          "without",  "offset", "and",
        "or",         "unless", "start",       "end",      "step",   "range",
        "min_of",     "max_of", "anchored",    "smoothed", "fill",   "fill_left",
        "fill_right", "limitk", "limit_ratio", "topk",     "rate",   "SUM"}) {
    same(word);
    same(std::string(word) + "{a=\"b\"}");
    same(std::string(word) + "[5m]");
  }
  becomes("fill + fill", "fill + fill");
  becomes("sum by (fill, bool, on, by, atan2) (offset)",
          "sum by (fill, bool, on, by, atan2) (offset)");
  becomes("{sum=\"a\", inf=\"b\"}", "{inf=\"b\",sum=\"a\"}");
}

TEST_CASE("Types of expressions") {
  const auto type = [](std::string_view text) { return to_string(type_of(*parsed(text))); };
  CHECK(type("1") == "scalar");
  CHECK(type("\"a\"") == "string");
  CHECK(type("x") == "vector");
  CHECK(type("x[5m]") == "matrix");
  CHECK(type("x[5m:]") == "matrix");
  CHECK(type("1 + 2") == "scalar");
  CHECK(type("1 + x") == "vector");
  CHECK(type("-(1)") == "scalar");
  CHECK(type("sum(x)") == "vector");
  CHECK(type("time()") == "scalar");
  CHECK(type("(x)") == "vector");
  CHECK(type("1 </ 2") == "scalar");
}

TEST_CASE("Spans point into the text") {
  const std::string_view text = " sum by (a) (rate(x{b=\"c\"}[5m] offset 1m)) / 2 ";
  const ExprPtr expr = parsed(text);
  CHECK(slice(text, expr->span) == "sum by (a) (rate(x{b=\"c\"}[5m] offset 1m)) / 2");
  const auto& division = root<Binary>(expr);
  CHECK(slice(text, division.op_span) == "/");
  const auto& aggregate = std::get<Aggregate>(division.lhs->node);
  CHECK(slice(text, aggregate.op_span) == "sum");
  CHECK(slice(text, aggregate.grouping[0].span) == "a");
  const auto& call = std::get<Call>(aggregate.operand->node);
  CHECK(slice(text, call.name_span) == "rate");
  CHECK(call.signature == find_function("rate"));
  CHECK(slice(text, call.arguments[0]->span) == "x{b=\"c\"}[5m] offset 1m");
  const auto& matrix = std::get<MatrixSelector>(call.arguments[0]->node);
  CHECK(slice(text, matrix.selector.span) == "x{b=\"c\"}");
  CHECK(slice(text, matrix.selector.metric_span) == "x");
  CHECK(slice(text, matrix.selector.matchers[0].span) == "b=\"c\"");
  CHECK(slice(text, matrix.selector.matchers[0].name_span) == "b");
  CHECK(slice(text, matrix.selector.matchers[0].value_span) == "\"c\"");
  CHECK(slice(text, matrix.range.span) == "5m");
  CHECK(slice(text, matrix.selector.time.offset->span) == "1m");
  CHECK(matrix.range.literal == std::chrono::minutes(5));
}

TEST_CASE("A quoted name in braces is the metric") {
  const ExprPtr expr = parsed("{\"http.requests\", job=\"api\"}");
  const auto& selector = root<VectorSelector>(expr);
  CHECK(selector.metric == "http.requests");
  CHECK(selector.metric_in_braces);
  CHECK(selector.matchers.size() == 1);
}

TEST_CASE("Matching modifiers are kept between vectors only") {
  const ExprPtr sets = parsed("a and on (x) b");
  CHECK(root<Binary>(sets).matching.cardinality == Cardinality::many_to_many);
  const ExprPtr scalars = parsed("a + on () 1");
  CHECK_FALSE(root<Binary>(scalars).matching.written);
}

TEST_CASE("Errors have the texts and places of Prometheus") {
  // One input a line; U+2424 stands for a line break, `features on` and `features off` switch the
  // experimental syntax, and lines that begin with ## are headings.
  std::istringstream lines(test::read_text(test::source_dir() / "tests/unit/promql/errors.txt"));
  std::string golden;
  Features features;
  for (std::string line; std::getline(lines, line);) {
    golden += line + "\n";
    if (line == "features on") features = Features::all();
    if (line == "features off") features = {};
    if (line.starts_with("##") || line.starts_with("features ")) continue;
    std::string text = line;
    for (auto at = text.find("␤"); at != std::string::npos; at = text.find("␤")) {
      text.replace(at, std::string_view("␤").size(), "\n");
    }
    const ParseOutcome outcome = parse(text, features);
    CAPTURE(line);
    CHECK_FALSE(outcome.errors.empty());
    for (const Error& error : outcome.errors) {
      golden += "    " + render_parse_error(error, text) + "\n";
    }
  }
  test::compare_golden("tests/unit/promql/errors.golden", golden);
}

TEST_CASE("Only the syntax that is enabled is accepted") {
  struct Gate {
    std::string_view text;
    bool Features::* feature;
  };
  const Gate gates[] = {
      {"info(x)", &Features::experimental_functions},
      {"limitk(1, x)", &Features::experimental_functions},
      {"max_of(1, 2)", &Features::experimental_functions},
      {"step()", &Features::experimental_functions},
      {"x[5m + 1m]", &Features::duration_expressions},
      {"x[step()]", &Features::duration_expressions},
      {"x offset (5m)", &Features::duration_expressions},
      {"x offset -range()", &Features::duration_expressions},
      {"x anchored", &Features::extended_range_selectors},
      {"x[5m] smoothed", &Features::extended_range_selectors},
      {"a + fill (0) b", &Features::binop_fill_modifiers},
      {"a + on (x) group_left () fill_left (0) b", &Features::binop_fill_modifiers},
  };
  for (const Gate& gate : gates) {
    CAPTURE(gate.text);
    CHECK(parse(gate.text).expr == nullptr);
    Features all_others = Features::all();
    all_others.*gate.feature = false;
    CHECK(parse(gate.text, all_others).expr == nullptr);
    Features only_this;
    only_this.*gate.feature = true;
    CHECK(parse(gate.text, only_this).expr != nullptr);
  }
}

TEST_CASE("Bytes that are no text end in an error") {
  CHECK(printed("\xff") == "1:1: parse error: unexpected character: '\uFFFD'");
  CHECK(printed("x{\xff}") == "1:3: parse error: unexpected character inside braces: '\uFFFD'");
  CHECK(printed("\"\xff\"") == "1:1: parse error: invalid UTF-8 rune");
  CHECK(printed("`\xc3`") == "1:1: parse error: invalid UTF-8 rune");
  CHECK(printed("x[\xff") ==
        "1:3: parse error: unexpected character in duration expression: '\uFFFD'");
  CHECK(printed(std::string_view("x\0y", 3)) == "1:2: parse error: unexpected character: '\\x00'");
  CHECK(printed("{a=\"\\xff\"}") == "1:2: parse error: invalid label value \"\\xff\"");
  CHECK(printed("\"\\xff\"") == "\"\\xff\"");
}

TEST_CASE("Nesting is bounded") {
  const auto repeated = [](std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
  };
  const auto refused = [](const std::string& text) {
    const ParseOutcome outcome = parse(text, Features::all());
    return !outcome.errors.empty() &&
           outcome.errors.front().message == "expression is nested more than 1000 levels deep";
  };
  CHECK(parse(repeated("(", 900) + "x" + repeated(")", 900)).expr != nullptr);
  CHECK(parse("x" + repeated(" + x", 900)).expr != nullptr);
  CHECK(refused(repeated("(", 100'000)));
  CHECK(refused(repeated("-", 100'000)));
  CHECK(refused(repeated("sum(", 100'000)));
  CHECK(refused("x" + repeated(" + x", 100'000)));
  CHECK(refused("x" + repeated(" ^ x", 100'000)));
  CHECK(refused("x" + repeated("[5m:]", 100'000)));
  CHECK(refused("x[" + repeated("(", 100'000)));
  CHECK(refused("x[1" + repeated("+1", 100'000)));
  CHECK(refused("x offset " + repeated("-", 100'000)));
}

TEST_CASE("The table of functions is sorted and complete in itself") {
  const auto functions = all_functions();
  for (std::size_t i = 1; i < functions.size(); ++i) {
    CHECK(functions[i - 1].name < functions[i].name);
  }
  for (const Function& function : functions) CHECK(find_function(function.name) == &function);
  CHECK(find_function("Rate") == nullptr);
  CHECK(find_function("") == nullptr);
}

}  // namespace nsmon::promql
