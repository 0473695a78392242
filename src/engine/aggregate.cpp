// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"
#include "base/try.h"
#include "engine/aggregation.h"
#include "promql/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace nsmon::engine {
namespace {

using promql::AggregateOp;

void assign_groups(Aggregation& aggregation) {
  LabelTable& table = aggregation.evaluator.query().labels();
  const promql::Aggregate& aggregate = aggregation.aggregate;
  std::vector<std::string> names;
  for (const promql::LabelName& label : aggregate.grouping) names.push_back(label.name);
  if (aggregate.without) names.emplace_back(series::kMetricName);
  std::unordered_map<LabelId, std::size_t> places;
  for (std::size_t i = 0; i < aggregation.columns.size(); ++i) {
    const Column& column = aggregation.columns[i];
    const LabelId key = aggregate.without ? table.drop(column.labels, names)
                        : names.empty()   ? LabelTable::kEmpty
                                          : table.keep(column.labels, names);
    const auto [place, fresh] = places.try_emplace(key, aggregation.groups.size());
    if (fresh) aggregation.groups.push_back({key, {}, false});
    AggregationGroup& group = aggregation.groups[place->second];
    group.members.push_back(i);
    group.drop_name = group.drop_name || column.drop_name;
  }
}

}  // namespace

void check_quantile(Annotations& annotations, double q, Span span) {
  if (std::isnan(q) || q < 0 || q > 1) {
    annotations.warn(fmt::format("quantile value should be between 0 and 1, got {}", format_g(q)),
                     span);
  }
}

double quantile_of(double q, std::vector<double>& values) {
  if (values.empty() || std::isnan(q)) return std::numeric_limits<double>::quiet_NaN();
  if (q < 0) return -std::numeric_limits<double>::infinity();
  if (q > 1) return std::numeric_limits<double>::infinity();
  std::ranges::sort(values,
                    [](double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; });
  const auto count = static_cast<double>(values.size());
  const double rank = q * (count - 1);
  const double lower = std::max(0.0, std::floor(rank));
  const double upper = std::min(count - 1, lower + 1);
  const double share = rank - std::floor(rank);
  return values[static_cast<std::size_t>(lower)] * (1 - share) +
         values[static_cast<std::size_t>(upper)] * share;
}

Result<Columns> aggregate(Evaluator& evaluator, const promql::Expr& expr,
                          const promql::Aggregate& aggregate) {
  Aggregation aggregation{
      evaluator, expr, aggregate, promql::without_parentheses(*aggregate.operand).span, {}, {}, {}};
  std::string label;
  if (aggregate.parameter) {
    const promql::Expr& parameter = promql::without_parentheses(*aggregate.parameter);
    if (aggregate.op == AggregateOp::count_values) {
      label = std::get<promql::StringLiteral>(parameter.node).value;
    } else {
      TRY_ASSIGN(aggregation.parameter, evaluator.eval_scalar(parameter));
    }
  }
  TRY_ASSIGN(aggregation.columns, evaluator.eval_vector(*aggregate.operand));
  if (aggregate.op == AggregateOp::count_values) return count_values(aggregation, label);
  assign_groups(aggregation);
  Columns columns;
  switch (aggregate.op) {
    case AggregateOp::topk:
    case AggregateOp::bottomk: return aggregate_rank(aggregation);
    case AggregateOp::limitk:
    case AggregateOp::limit_ratio: return aggregate_limit(aggregation);
    case AggregateOp::sum:
    case AggregateOp::avg: columns = aggregate_sum(aggregation); break;
    default: columns = aggregate_simple(aggregation); break;
  }
  return evaluator.merged(std::move(columns));
}

}  // namespace nsmon::engine
