// SPDX-License-Identifier: Apache-2.0
#include "lint/selectors.h"

#include "catalog/catalog.h"
#include "lint/file_set.h"
#include "promql/walk.h"
#include "series/labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace nsmon::lint {
namespace {
const promql::LabelMatcher* name_matcher(const promql::VectorSelector& selector) {
  const auto found = std::ranges::find_if(selector.matchers, [](const auto& matcher) {
    return matcher.name == series::kMetricName && matcher.op == series::MatchOp::equal;
  });
  return found == selector.matchers.end() ? nullptr : &*found;
}

std::optional<double> calculate(promql::BinaryOp op, double left, double right) {
  switch (op) {
    case promql::BinaryOp::add: return left + right;
    case promql::BinaryOp::sub: return left - right;
    case promql::BinaryOp::mul: return left * right;
    case promql::BinaryOp::div: return left / right;
    case promql::BinaryOp::mod: return std::fmod(left, right);
    case promql::BinaryOp::pow: return std::pow(left, right);
    default: return std::nullopt;
  }
}
}  // namespace

std::string_view metric_of(const promql::VectorSelector& selector) {
  if (!selector.metric.empty()) return selector.metric;
  const promql::LabelMatcher* matcher = name_matcher(selector);
  return matcher == nullptr ? std::string_view() : matcher->value;
}

Span metric_span_of(const promql::VectorSelector& selector) {
  if (!selector.metric.empty()) return selector.metric_span;
  const promql::LabelMatcher* matcher = name_matcher(selector);
  return matcher == nullptr ? selector.span : matcher->value_span;
}

NameState state_of(std::string_view name, const catalog::Catalog& catalog, const FileSet& files) {
  if (name.find(':') != std::string_view::npos || !files.recorded(name).empty()) {
    return NameState::exists;
  }
  if (const auto series = catalog.find_series(name)) {
    const bool bare_histogram = series->part == catalog::Part::family &&
                                series->metric->type == catalog::MetricType::histogram &&
                                !series->metric->native_histogram;
    return bare_histogram ? NameState::wrong_suffix : NameState::exists;
  }
  if (catalog.is_foreign(name)) return NameState::exists;
  if (catalog.find_replacement(name)) return NameState::replaced;
  const auto has_type = [&](std::string_view suffix, catalog::MetricType type) {
    const std::string full = std::string(name) + std::string(suffix);
    const catalog::Metric* metric = catalog.find(full);
    return metric != nullptr && metric->name == full && metric->type == type;
  };
  if (has_type("_total", catalog::MetricType::counter)) return NameState::missing_total;
  if (has_type("_info", catalog::MetricType::info)) return NameState::missing_info;
  if (const auto base = without_suffix(name)) {
    const catalog::Metric* metric = catalog.find(*base);
    const bool typed = metric != nullptr && metric->type != catalog::MetricType::unknown;
    if (typed && metric->name == *base) return NameState::wrong_suffix;
  }
  return NameState::unknown;
}

std::optional<std::string_view> without_suffix(std::string_view name) {
  constexpr auto suffixes =
      std::to_array<std::string_view>({"_bucket", "_sum", "_count", "_avg", "_mean", "_min", "_max",
                                       "_total", "_info", "_created", "_quantile"});
  for (const std::string_view suffix : suffixes) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      return name.substr(0, name.size() - suffix.size());
    }
  }
  return std::nullopt;
}

std::optional<double> constant_value(const promql::Expr& expr) {
  const promql::Expr& inner = promql::without_parentheses(expr);
  if (const auto* number = std::get_if<promql::NumberLiteral>(&inner.node)) return number->value;
  if (const auto* unary = std::get_if<promql::Unary>(&inner.node)) {
    const auto value = constant_value(*unary->operand);
    if (!value) return std::nullopt;
    return unary->op == promql::UnaryOp::minus ? -*value : *value;
  }
  const auto* binary = std::get_if<promql::Binary>(&inner.node);
  if (binary == nullptr) return std::nullopt;
  const auto left = constant_value(*binary->lhs);
  const auto right = constant_value(*binary->rhs);
  return left && right ? calculate(binary->op, *left, *right) : std::nullopt;
}

}  // namespace nsmon::lint
