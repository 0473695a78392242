// SPDX-License-Identifier: Apache-2.0
#include "alerting/expand.h"

#include "promql/parse.h"
#include "series/histogram_math.h"

#include <fmt/core.h>

#include <utility>

namespace nsmon::alerting {
namespace {

templates::LabelMap to_map(const series::LabelSet& labels) {
  templates::LabelMap map;
  for (const series::Label& label : labels) map.emplace(label.name, label.value);
  return map;
}

templates::SampleNumber to_number(const engine::Sample& sample) {
  if (!sample.histogram) return sample.value;
  return templates::HistogramValue{series::to_text(*sample.histogram), sample.histogram->count,
                                   sample.histogram->sum};
}

std::expected<std::vector<templates::QuerySample>, std::string> run_query(const std::string& text,
                                                                          const Context& context,
                                                                          series::Timestamp time) {
  auto tree = promql::parse_expression(text, context.features);
  if (!tree) return std::unexpected(promql::render_parse_error(tree.error(), text));
  auto vector = evaluate_vector(**tree, context, time);
  if (!vector) return std::unexpected(std::move(vector.error()));
  std::vector<templates::QuerySample> samples;
  for (const engine::Sample& sample : *vector) {
    samples.push_back({to_map(sample.labels), to_number(sample)});
  }
  return samples;
}

}  // namespace

std::expected<engine::Vector, std::string> evaluate_vector(const promql::Expr& expr,
                                                           const Context& context,
                                                           series::Timestamp time) {
  auto result = engine::instant_query(context.source, expr, time, context.engine);
  if (!result) return std::unexpected(std::move(result.error().message));
  if (auto* vector = std::get_if<engine::Vector>(&result->value)) return std::move(*vector);
  if (const auto* scalar = std::get_if<engine::Scalar>(&result->value)) {
    return engine::Vector{{{}, scalar->time, scalar->value, nullptr}};
  }
  return std::unexpected("rule result is not a vector or scalar");
}

TextExpander::TextExpander(const Rule& rule, const engine::Sample& sample, const Context& context,
                           series::Timestamp time)
    : rule_(rule) {
  data_.labels = to_map(sample.labels);
  data_.external_labels = to_map(context.external_labels);
  data_.external_url = context.external_url;
  data_.value = to_number(sample);
  environment_.time_ms = time;
  environment_.external_url = context.external_url;
  environment_.query = [&context, time](const std::string& text) {
    return run_query(text, context, time);
  };
}

std::string TextExpander::expand(const RuleText& text) const {
  if (!text.tree) return text.text;
  auto expanded = templates::expand(*text.tree, data_, environment_);
  if (expanded) return std::move(*expanded);
  return fmt::format("<error expanding template: error executing template __alert_{}: {}>",
                     rule_.name, expanded.error());
}

}  // namespace nsmon::alerting
