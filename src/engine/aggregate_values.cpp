// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"
#include "base/try.h"
#include "base/utf8.h"
#include "engine/aggregation.h"
#include "series/histogram_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace nsmon::engine {
namespace {

class ValueCounter {
 public:
  ValueCounter(Aggregation& aggregation, const std::string& label)
      : aggregation_(aggregation), table_(aggregation.evaluator.query().labels()), label_(label) {
    const promql::Aggregate& aggregate = aggregation.aggregate;
    for (const promql::LabelName& name : aggregate.grouping) names_.push_back(name.name);
    names_.emplace_back(aggregate.without ? series::kMetricName : std::string_view(label));
  }

  Result<Columns> run() {
    for (const Column& column : aggregation_.columns) {
      texts_.clear();
      for (std::size_t step = 0; step < column.size(); ++step) {
        if (!column.has(step)) continue;
        TRY_ASSIGN(const std::size_t place, place_of(column, text_of(column, step)));
        Column& result = columns_[place];
        result.set(step, result.is_number(step) ? result.values[step] + 1 : 1);
      }
    }
    return std::move(columns_);
  }

 private:
  static std::string text_of(const Column& column, std::size_t step) {
    if (column.is_histogram(step)) return series::to_text(*column.histograms[step]);
    return format_plain(column.values[step]);
  }

  // The result column for one value of a series; `texts_` remembers those of the current series.
  Result<std::size_t> place_of(const Column& column, const std::string& text) {
    const auto known = texts_.find(text);
    if (known != texts_.end()) return known->second;
    series::LabelSet labels = table_.get(column.labels);
    labels.set(label_, text);
    const LabelId all = table_.intern(std::move(labels));
    const LabelId key =
        aggregation_.aggregate.without ? table_.drop(all, names_) : table_.keep(all, names_);
    const auto [place, fresh] = places_.try_emplace(key, columns_.size());
    if (fresh) {
      TRY(aggregation_.evaluator.query().load(1));
      TRY(aggregation_.evaluator.query().check_columns(columns_.size() + 1, aggregation_.steps()));
      columns_.emplace_back(key, aggregation_.steps());
    }
    texts_.emplace(text, place->second);
    return place->second;
  }

  Aggregation& aggregation_;
  LabelTable& table_;
  const std::string& label_;
  std::vector<std::string> names_;
  std::unordered_map<LabelId, std::size_t> places_;
  std::unordered_map<std::string, std::size_t> texts_;
  Columns columns_;
};

}  // namespace

Result<Columns> count_values(Aggregation& aggregation, const std::string& label) {
  if (label.empty() || !is_utf8(label)) {
    return failure(fmt::format("invalid label name {}", quoted(label)));
  }
  return ValueCounter(aggregation, label).run();
}

}  // namespace nsmon::engine
