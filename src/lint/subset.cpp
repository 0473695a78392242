// SPDX-License-Identifier: Apache-2.0
#include "lint/subset.h"

#include "lint/selectors.h"
#include "promql/print.h"
#include "promql/walk.h"

#include <algorithm>
#include <array>
#include <string_view>

// Two notions are at work. "Part": each series of one side is on the other side with the same
// labels AND the same value; comparisons need it of their operands, since they look at values.
// "Subset": the labels alone. Every rule below is sound for any data; what none of them covers is
// unknown.

namespace nsmon::lint {
namespace {
using promql::BinaryOp;
using promql::Expr;

bool is_part(const Expr& narrow, const Expr& wide);

// Functions that answer series by series: a series more or less in the input changes nothing for
// the others.
bool works_series_by_series(std::string_view function) {
  constexpr auto functions = std::to_array<std::string_view>({"abs",
                                                              "avg_over_time",
                                                              "ceil",
                                                              "changes",
                                                              "clamp",
                                                              "clamp_max",
                                                              "clamp_min",
                                                              "count_over_time",
                                                              "delta",
                                                              "deriv",
                                                              "exp",
                                                              "floor",
                                                              "idelta",
                                                              "increase",
                                                              "irate",
                                                              "last_over_time",
                                                              "ln",
                                                              "log10",
                                                              "log2",
                                                              "max_over_time",
                                                              "min_over_time",
                                                              "predict_linear",
                                                              "present_over_time",
                                                              "quantile_over_time",
                                                              "rate",
                                                              "resets",
                                                              "round",
                                                              "sqrt",
                                                              "stddev_over_time",
                                                              "stdvar_over_time",
                                                              "sum_over_time"});
  return std::ranges::find(functions, function) != functions.end();
}

bool same_text(const Expr& a, const Expr& b) {
  return promql::print(a) == promql::print(b);
}

// Whether values that pass the matcher `strict` pass `loose` as well.
bool implies(const promql::LabelMatcher& strict, const promql::LabelMatcher& loose) {
  if (strict.name != loose.name) return false;
  if (strict.op == loose.op && strict.value == loose.value) return true;
  if (strict.op != series::MatchOp::equal) return false;
  const auto matcher = series::Matcher::create(loose.op, loose.name, loose.value);
  return matcher && matcher->matches(strict.value);
}

bool same_time(const promql::TimeModifiers& a, const promql::TimeModifiers& b) {
  return !a.at && !a.offset && !b.at && !b.offset;  // others: compared as text by the caller
}

bool is_part(const promql::VectorSelector& narrow, const promql::VectorSelector& wide) {
  if (metric_of(narrow).empty() || metric_of(narrow) != metric_of(wide)) return false;
  if (!same_time(narrow.time, wide.time) || narrow.extension != wide.extension) return false;
  return std::ranges::all_of(wide.matchers, [&](const promql::LabelMatcher& loose) {
    return std::ranges::any_of(narrow.matchers, [&](const promql::LabelMatcher& strict) {
      return implies(strict, loose);
    });
  });
}

bool is_part(const promql::Call& narrow, const promql::Call& wide) {
  if (narrow.function != wide.function || !works_series_by_series(narrow.function)) return false;
  if (narrow.arguments.size() != wide.arguments.size()) return false;
  for (std::size_t i = 0; i < narrow.arguments.size(); ++i) {
    const Expr& ours = *narrow.arguments[i];
    const Expr& theirs = *wide.arguments[i];
    const bool is_number = promql::type_of(ours) == promql::ValueType::scalar;
    if (is_number ? !same_text(ours, theirs) : !is_part(ours, theirs)) return false;
  }
  return true;
}

struct Filter {
  const Expr* operand = nullptr;
  BinaryOp op = BinaryOp::gtr;
  double limit = 0;
};

// A comparison with a number on the right that lets series through.
std::optional<Filter> filter_of(const promql::Binary& binary) {
  if (!promql::is_comparison(binary.op) || binary.return_bool) return std::nullopt;
  const auto limit = constant_value(*binary.rhs);
  if (!limit || promql::type_of(*binary.lhs) != promql::ValueType::vector) return std::nullopt;
  return Filter{binary.lhs.get(), binary.op, *limit};
}

// Whether a value that passes `strict` passes `loose`.
bool implies(const Filter& strict, const Filter& loose) {
  const double a = strict.limit;
  const double b = loose.limit;
  switch (loose.op) {
    case BinaryOp::gtr:
      return (strict.op == BinaryOp::gtr && a >= b) || (strict.op == BinaryOp::gte && a > b) ||
             (strict.op == BinaryOp::eql && a > b);
    case BinaryOp::gte:
      return (strict.op == BinaryOp::gtr || strict.op == BinaryOp::gte ||
              strict.op == BinaryOp::eql) &&
             a >= b;
    case BinaryOp::lss:
      return (strict.op == BinaryOp::lss && a <= b) || (strict.op == BinaryOp::lte && a < b) ||
             (strict.op == BinaryOp::eql && a < b);
    case BinaryOp::lte:
      return (strict.op == BinaryOp::lss || strict.op == BinaryOp::lte ||
              strict.op == BinaryOp::eql) &&
             a <= b;
    case BinaryOp::eql: return strict.op == BinaryOp::eql && a == b;
    case BinaryOp::neq:
      return (strict.op == BinaryOp::neq && a == b) || (strict.op == BinaryOp::eql && a != b);
    default: return false;
  }
}

// What a node lets through of one operand, with its labels and values: the left side of a filter,
// of `and` and of `unless`. Null for other nodes.
const Expr* filtered_operand(const Expr& expr) {
  const auto* binary = std::get_if<promql::Binary>(&expr.node);
  if (binary == nullptr) return nullptr;
  if (binary->op == BinaryOp::and_ || binary->op == BinaryOp::unless) return binary->lhs.get();
  const auto filter = filter_of(*binary);
  return filter ? filter->operand : nullptr;
}

bool is_part_of_filter(const Expr& narrow, const promql::Binary& wide) {
  const auto loose = filter_of(wide);
  if (!loose) return false;
  // The narrow side may filter several times: each layer that passes what the wide one asks will
  // do.
  for (const Expr* layer = &narrow; layer != nullptr;) {
    layer = &promql::without_parentheses(*layer);
    if (const auto* binary = std::get_if<promql::Binary>(&layer->node)) {
      const auto strict = filter_of(*binary);
      if (strict && implies(*strict, *loose) && is_part(*strict->operand, *loose->operand)) {
        return true;
      }
    }
    layer = filtered_operand(*layer);
  }
  return false;
}

bool is_part(const Expr& narrow_outer, const Expr& wide_outer) {
  const Expr& narrow = promql::without_parentheses(narrow_outer);
  const Expr& wide = promql::without_parentheses(wide_outer);
  if (same_text(narrow, wide)) return true;
  if (const auto* a = std::get_if<promql::VectorSelector>(&narrow.node)) {
    const auto* b = std::get_if<promql::VectorSelector>(&wide.node);
    if (b != nullptr && is_part(*a, *b)) return true;
  }
  if (const auto* a = std::get_if<promql::MatrixSelector>(&narrow.node)) {
    const auto* b = std::get_if<promql::MatrixSelector>(&wide.node);
    return b != nullptr && a->range.expression == nullptr && b->range.expression == nullptr &&
           a->range.literal == b->range.literal && is_part(a->selector, b->selector);
  }
  if (const auto* a = std::get_if<promql::Call>(&narrow.node)) {
    const auto* b = std::get_if<promql::Call>(&wide.node);
    if (b != nullptr && is_part(*a, *b)) return true;
  }
  if (const auto* b = std::get_if<promql::Binary>(&wide.node)) {
    if (is_part_of_filter(narrow, *b)) return true;
    if (b->op == BinaryOp::or_ && is_part(narrow, *b->lhs)) return true;
  }
  const Expr* inner = filtered_operand(narrow);
  return inner != nullptr && is_part(*inner, wide);
}
}  // namespace

bool is_subset(const Expr& narrow, const Expr& wide) {
  return promql::type_of(narrow) == promql::ValueType::vector &&
         promql::type_of(wide) == promql::ValueType::vector && is_part(narrow, wide);
}

}  // namespace nsmon::lint
