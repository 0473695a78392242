// SPDX-License-Identifier: Apache-2.0
#include "support/expression_generator.h"

namespace nsmon::test {

std::string ExpressionGenerator::next(int depth) {
  switch (below(8)) {
    case 0: return scalar(depth);
    case 1: return range_vector(depth);
    case 2: return string();
    default: return vector(depth);
  }
}

std::string ExpressionGenerator::blank() {
  static constexpr std::string_view kBlanks[] = {" ", " ", " ", " ", "  ", "\n", "\t", " # note\n"};
  return std::string(pick(kBlanks));
}

// Keywords and operators that are words hold in any case.
std::string ExpressionGenerator::keyword(std::string_view word) {
  std::string text(word);
  if (chance(15)) {
    for (char& c : text) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
  }
  return text;
}

std::string ExpressionGenerator::name() {
  static constexpr std::string_view kNames[] = {
      "up", "http_requests_total", "a:b", "_x", "sum", "end", "offset", "by", "or", "step"};
  return std::string(pick(kNames));
}

std::string ExpressionGenerator::label() {
  static constexpr std::string_view kLabels[] = {"job", "le", "by", "instance", "sum", "on"};
  if (chance(10)) return "\"dotted.name\"";
  return std::string(pick(kLabels));
}

std::string ExpressionGenerator::labels() {
  std::string text = "(";
  const std::size_t count = below(4);
  for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + label();
  if (count > 0 && chance(10)) text += ',';
  return text + ')';
}

std::string ExpressionGenerator::string() {
  static constexpr std::string_view kStrings[] = {R"("")",       R"("a b")", R"('it"s')",
                                                  R"("\n\x41")", R"("é\"")", "`raw\\`"};
  return std::string(pick(kStrings));
}

std::string ExpressionGenerator::number() {
  static constexpr std::string_view kNumbers[] = {"0",    "1",    "2.5",   ".5",  "1e3", "1e-7",
                                                  "0x1f", "0755", "1_000", "nan", "5m"};
  return std::string(pick(kNumbers));
}

std::string ExpressionGenerator::duration() {
  static constexpr std::string_view kDurations[] = {"5m",  "1h30m", "15s", "1d",  "300",
                                                    "0.5", "2w",    "1y",  "90m", "1500ms"};
  return std::string(pick(kDurations));
}

std::string ExpressionGenerator::duration_arithmetic(int depth) {
  if (depth <= 0) return chance(70) ? duration() : std::string("step()");
  static constexpr std::string_view kOperators[] = {"+", "-", "*", "/", "%", "^"};
  switch (below(6)) {
    case 0: return "(" + duration_arithmetic(depth - 1) + ")";
    case 1: return "-" + duration_arithmetic(depth - 1);
    case 2: return "range()";
    case 3: {
      const std::string function = chance(50) ? "min_of(" : "max_of(";
      return function + duration_arithmetic(depth - 1) + "," + duration_arithmetic(depth - 1) + ")";
    }
    default: break;
  }
  return duration_arithmetic(depth - 1) + blank().substr(0, 1) + std::string(pick(kOperators)) +
         " " + duration_arithmetic(depth - 1);
}

// A negative literal would be refused; a sum with something computed is judged by no parser.
std::string ExpressionGenerator::range() {
  if (!experimental() || chance(75)) return duration();
  return "step() + " + duration_arithmetic(2);
}

std::string ExpressionGenerator::matcher() {
  static constexpr std::string_view kOperators[] = {"=", "!=", "=~", "!~"};
  static constexpr std::string_view kValues[] = {R"("")", R"("x")", R"("a|b.*")", "'5..'",
                                                 "`\\d+`"};
  return label() + std::string(pick(kOperators)) + std::string(pick(kValues));
}

std::string ExpressionGenerator::selector() {
  std::string matchers;
  const std::size_t count = below(3);
  for (std::size_t i = 0; i < count; ++i) matchers += (i > 0 ? ", " : "") + matcher();
  switch (below(5)) {
    case 0: return "{job=\"api\"" + (matchers.empty() ? "" : "," + matchers) + "}";
    case 1: return "{\"quoted name\"" + (matchers.empty() ? "" : "," + matchers) + "}";
    case 2: return name();
    default: return name() + "{" + matchers + "}";
  }
}

std::string ExpressionGenerator::offset() {
  const std::string word = " " + keyword("offset") + " ";
  if (!experimental() || chance(70)) return word + (chance(30) ? "-" : "") + duration();
  // One in parentheses would go on with the operator that follows.
  switch (below(3)) {
    case 0: return word + "-(" + duration_arithmetic(2) + ")";
    case 1: return word + "-step()";
    default: return word + "max_of(step(), 1m)";
  }
}

std::string ExpressionGenerator::modifiers() {
  static constexpr std::string_view kTimes[] = {" @ 1.5", " @ -3", " @ start()", " @end()",
                                                " @ 5m"};
  const std::string at = chance(15) ? std::string(pick(kTimes)) : "";
  const std::string shift = chance(15) ? offset() : "";
  return chance(50) ? at + shift : shift + at;
}

std::string ExpressionGenerator::range_vector(int depth) {
  if (depth > 0 && chance(35)) {
    const std::string step = chance(50) ? range() : "";
    return "(" + vector(depth - 1) + ")[" + range() + ":" + step + "]" + modifiers();
  }
  std::string extension;
  if (experimental() && chance(10)) extension = chance(50) ? " anchored" : " smoothed";
  return selector() + "[" + range() + "]" + extension + modifiers();
}

std::string ExpressionGenerator::matching(bool set_operator) {
  std::string text;
  if (!chance(35)) return text;
  text += " " + keyword(chance(50) ? "on" : "ignoring") + " ";
  // Labels of its own, so that none is in both lists.
  text += chance(50) ? "(pod, node)" : "()";
  if (set_operator) return text;
  if (chance(50)) {
    text += " " + keyword(chance(50) ? "group_left" : "group_right") + " ";
    // Without a list, a parenthesis that follows would be taken for one.
    text += labels();
  }
  if (experimental() && chance(20)) {
    static constexpr std::string_view kFills[] = {" fill(0)", " fill_left(-1)", " fill_right(nan)",
                                                  " fill_left(1) fill_right (2)",
                                                  " fill_right(1)fill_left(1)"};
    text += pick(kFills);
  }
  return text;
}

std::string ExpressionGenerator::vector_operation(int depth) {
  static constexpr std::string_view kArithmetic[] = {"+", "-", "*", "/", "%", "^", "atan2"};
  static constexpr std::string_view kComparisons[] = {"==", "!=", ">", "<", ">=", "<="};
  static constexpr std::string_view kSets[] = {"and", "or", "unless"};
  std::string op;
  const std::size_t kind = below(10);
  if (kind < 2) {
    op = keyword(pick(kSets)) + matching(true);
  } else if (kind < 5) {
    op = std::string(pick(kComparisons)) + (chance(30) ? " bool" : "") + matching(false);
  } else if (kind == 5 && experimental()) {
    op = chance(50) ? "</" : ">/";
  } else {
    op = keyword(pick(kArithmetic)) + matching(false);
  }
  return vector(depth - 1) + blank() + op + blank() + vector(depth - 1);
}

std::string ExpressionGenerator::aggregation(int depth) {
  static constexpr std::string_view kPlain[] = {"sum", "avg",   "count",  "min",
                                                "max", "group", "stddev", "stdvar"};
  static constexpr std::string_view kWithNumber[] = {"topk", "bottomk", "quantile"};
  static constexpr std::string_view kNew[] = {"limitk", "limit_ratio"};
  std::string op = keyword(pick(kPlain));
  std::string arguments = vector(depth - 1);
  if (chance(25)) {
    op = experimental() && chance(30) ? pick(kNew) : pick(kWithNumber);
    arguments = scalar(depth - 2) + "," + arguments;
  } else if (chance(5)) {
    op = "count_values";
    arguments = string() + ", " + arguments;
  }
  const std::string list = " " + keyword(chance(60) ? "by" : "without") + " " + labels();
  if (chance(40)) return op + list + blank() + "(" + arguments + ")";
  return op + "(" + arguments + ")" + (chance(50) ? list : "");
}

std::string ExpressionGenerator::call(int depth) {
  static constexpr std::string_view kOfRange[] = {"rate", "increase", "avg_over_time", "deriv"};
  static constexpr std::string_view kOfVector[] = {"abs", "ceil", "sort", "absent", "timestamp"};
  switch (below(7)) {
    case 0: return std::string(pick(kOfVector)) + "(" + vector(depth - 1) + ")";
    case 1: return "clamp(" + vector(depth - 1) + ", " + scalar(0) + ", " + scalar(depth - 1) + ")";
    case 2: return "label_join(" + vector(depth - 1) + ", 'd', \"-\", 'a', 'b')";
    case 3: return "vector(" + scalar(depth - 1) + ")";
    case 4: return chance(50) ? "hour()" : "round(" + vector(depth - 1) + ")";
    default: break;
  }
  return std::string(pick(kOfRange)) + blank() + "(" + range_vector(depth - 1) + ")";
}

std::string ExpressionGenerator::vector(int depth) {
  if (depth <= 0) return selector() + modifiers();
  switch (below(8)) {
    case 0: return selector() + modifiers();
    case 1: return "(" + blank() + vector(depth - 1) + ")";
    case 2: return "-" + vector(depth - 1);
    case 3: return aggregation(depth);
    case 4:
    case 5: return call(depth);
    default: return vector_operation(depth);
  }
}

std::string ExpressionGenerator::scalar_call(int depth) {
  if (experimental() && chance(30)) return "max_of(" + scalar(depth - 1) + ", step())";
  return chance(50) ? "time()" : "scalar(" + vector(depth - 1) + ")";
}

std::string ExpressionGenerator::scalar(int depth) {
  static constexpr std::string_view kOperators[] = {"+", "-", "*", "/", "%", "^", "== bool"};
  if (depth <= 0) return number();
  switch (below(5)) {
    case 0: return number();
    case 1: return (chance(70) ? "-" : "+") + scalar(depth - 1);
    case 2: return "(" + scalar(depth - 1) + ")";
    case 3: return scalar_call(depth);
    default: break;
  }
  return scalar(depth - 1) + blank() + std::string(pick(kOperators)) + blank() + scalar(depth - 1);
}

std::string ExpressionGenerator::damaged(std::string text) {
  static constexpr std::string_view kPieces[] = {"(", ")", "[",    "]",  "{",   "}", ",",
                                                 "=", "@", "by ",  "\"", "#",   "5", "offset ",
                                                 ":", "x", "\xff", "-",  "on ", "!"};
  for (std::size_t changes = 1 + below(3); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0: text.erase(at, 1 + below(4)); break;
      case 1: text.insert(at, pick(kPieces)); break;
      case 2: text.replace(at, 1, pick(kPieces)); break;
      default: text.resize(at); break;
    }
  }
  return text;
}

}  // namespace nsmon::test
