// SPDX-License-Identifier: Apache-2.0
#include "promql/print.h"

#include "base/duration.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "promql/print_parts.h"
#include "series/labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace nsmon::promql {
namespace {
void append_duration(std::string& out, std::chrono::nanoseconds duration) {
  out += format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(duration));
}

// Shortest decimal; a duration stays one.
void append_number(std::string& out, double value, bool as_duration) {
  if (!as_duration) {
    out += format_plain(value);
    return;
  }
  // Truncated to nanoseconds, then to milliseconds, as Go's conversions do.
  append_duration(out, std::chrono::nanoseconds(static_cast<std::int64_t>(value * 1e9)));
}

void append_duration_expr(std::string& out, const DurationExpr& node) {
  if (node.in_parentheses) out += '(';
  const auto between = [&](std::string_view symbol) {
    append_duration_expr(out, *node.lhs);
    out += symbol;
    append_duration_expr(out, *node.rhs);
  };
  switch (node.op) {
    case DurationOp::literal: append_number(out, node.seconds, node.written_as_duration); break;
    case DurationOp::add: between(" + "); break;
    case DurationOp::sub: between(" - "); break;
    case DurationOp::mul: between(" * "); break;
    case DurationOp::div: between(" / "); break;
    case DurationOp::mod: between(" % "); break;
    case DurationOp::pow: between(" ^ "); break;
    case DurationOp::neg:
      out += '-';
      append_duration_expr(out, *node.lhs);
      break;
    case DurationOp::pos: append_duration_expr(out, *node.lhs); break;
    case DurationOp::step: out += "step()"; break;
    case DurationOp::range: out += "range()"; break;
    case DurationOp::min_of:
    case DurationOp::max_of:
      out += node.op == DurationOp::min_of ? "min_of(" : "max_of(";
      between(", ");
      out += ')';
      break;
  }
  if (node.in_parentheses) out += ')';
}

void append_value(std::string& out, const DurationValue& value) {
  if (value.expression) {
    append_duration_expr(out, *value.expression);
  } else {
    append_duration(out, value.literal);
  }
}

void append_at(std::string& out, const TimeModifiers& time) {
  if (!time.at) return;
  switch (time.at->kind) {
    case AtModifier::Kind::start: out += " @ start()"; break;
    case AtModifier::Kind::end: out += " @ end()"; break;
    case AtModifier::Kind::timestamp:
      out += fmt::format(" @ {:.3f}", static_cast<double>(time.at->timestamp_ms) / 1000.0);
      break;
  }
}

void append_offset(std::string& out, const TimeModifiers& time) {
  if (!time.offset) return;
  if (!time.offset->expression && time.offset->literal.count() == 0) return;
  out += " offset ";
  append_value(out, *time.offset);
}

void append_extension(std::string& out, Extension extension) {
  if (extension == Extension::anchored) out += " anchored";
  if (extension == Extension::smoothed) out += " smoothed";
}

void append_names(std::string& out, const std::vector<LabelName>& names) {
  out += '(';
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ", ";
    const std::string& name = names[i].name;
    out += series::is_legacy_label_name(name) ? name : quoted(name);
  }
  out += ')';
}

std::string matcher_text(std::string_view name, series::MatchOp op, std::string_view value) {
  std::string text = series::is_legacy_label_name(name) ? std::string(name) : quoted(name);
  text += series::to_string(op);
  text += quoted(value);
  return text;
}

void append_selector(std::string& out, const VectorSelector& selector) {
  std::vector<std::string> texts;
  texts.reserve(selector.matchers.size() + 1);
  const bool inside = selector.metric_in_braces && !selector.metric.empty();
  if (inside) {
    texts.push_back(matcher_text(series::kMetricName, series::MatchOp::equal, selector.metric));
  } else {
    out += selector.metric;
  }
  for (const LabelMatcher& matcher : selector.matchers) {
    texts.push_back(matcher_text(matcher.name, matcher.op, matcher.value));
  }
  if (texts.empty()) {
    // Only a name outside may go without braces.
    if (selector.metric.empty()) out += "{}";
    return;
  }
  std::ranges::sort(texts);
  out += '{';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    out += texts[i];
  }
  out += '}';
}

bool same_fill(const std::optional<double>& a, const std::optional<double>& b) {
  return a && b && std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b);
}

void append_expr(std::string& out, const Expr& expr);

struct Printer {
  std::string& out;

  void operator()(const NumberLiteral& node) const {
    append_number(out, node.value, node.written_as_duration);
  }
  void operator()(const StringLiteral& node) const { out += quoted(node.value); }
  void operator()(const Paren& node) const {
    out += '(';
    append_expr(out, *node.inner);
    out += ')';
  }
  void operator()(const Unary& node) const {
    out += node.op == UnaryOp::minus ? '-' : '+';
    append_expr(out, *node.operand);
  }
  void operator()(const Binary& node) const {
    append_expr(out, *node.lhs);
    out += ' ';
    append_operator(out, node);
    out += ' ';
    append_expr(out, *node.rhs);
  }
  void operator()(const Aggregate& node) const {
    append_aggregate_head(out, node);
    out += '(';
    if (node.parameter) {
      append_expr(out, *node.parameter);
      out += ", ";
    }
    append_expr(out, *node.operand);
    out += ')';
  }
  void operator()(const Call& node) const {
    out += node.function;
    out += '(';
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
      if (i > 0) out += ", ";
      append_expr(out, *node.arguments[i]);
    }
    out += ')';
  }
  void operator()(const VectorSelector& node) const {
    append_selector(out, node);
    append_at(out, node.time);
    append_extension(out, node.extension);
    append_offset(out, node.time);
  }
  void operator()(const MatrixSelector& node) const {
    append_selector(out, node.selector);
    out += '[';
    append_value(out, node.range);
    out += ']';
    append_extension(out, node.selector.extension);
    append_at(out, node.selector.time);
    append_offset(out, node.selector.time);
  }
  void operator()(const Subquery& node) const {
    append_expr(out, *node.inner);
    append_subquery_suffix(out, node);
  }
};

void append_expr(std::string& out, const Expr& expr) {
  std::visit(Printer{out}, expr.node);
}
}  // namespace

void append_operator(std::string& out, const Binary& node) {
  out += to_string(node.op);
  if (node.return_bool) out += " bool";
  const VectorMatching& matching = node.matching;
  const bool grouped = matching.cardinality == Cardinality::many_to_one ||
                       matching.cardinality == Cardinality::one_to_many;
  if (matching.on || grouped || !matching.labels.empty()) {
    out += matching.on ? " on " : " ignoring ";
    append_names(out, matching.labels);
  }
  if (grouped) {
    out += matching.cardinality == Cardinality::many_to_one ? " group_left " : " group_right ";
    append_names(out, matching.include);
  }
  if (same_fill(matching.fill_left, matching.fill_right)) {
    out += fmt::format(" fill ({})", format_g(*matching.fill_left));
    return;
  }
  if (matching.fill_left) out += fmt::format(" fill_left ({})", format_g(*matching.fill_left));
  if (matching.fill_right) out += fmt::format(" fill_right ({})", format_g(*matching.fill_right));
}

void append_aggregate_head(std::string& out, const Aggregate& node) {
  out += to_string(node.op);
  if (!node.without && node.grouping.empty()) return;
  out += node.without ? " without " : " by ";
  append_names(out, node.grouping);
  out += ' ';
}

void append_subquery_suffix(std::string& out, const Subquery& node) {
  out += '[';
  append_value(out, node.range);
  out += ':';
  if (node.step) append_value(out, *node.step);
  out += ']';
  append_at(out, node.time);
  append_offset(out, node.time);
}

std::string print(const Expr& expr) {
  std::string out;
  append_expr(out, expr);
  return out;
}

std::string print_selector(const VectorSelector& selector) {
  std::string out;
  append_selector(out, selector);
  return out;
}

}  // namespace nsmon::promql
