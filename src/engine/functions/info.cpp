// SPDX-License-Identifier: Apache-2.0

// info(): adds labels of info series (constant 1, such as target_info) to the elements of a vector
// that have the same `instance` and `job` (Prometheus 3.14, "info()"). Which info series belong to
// an element is found once; which of them has the newest sample can change from step to step, and
// with it the labels of the result.
#include "base/try.h"
#include "engine/functions/function.h"
#include "engine/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace nsmon::engine {
namespace {

using series::LabelSet;
using series::Matcher;
using series::MatchOp;

const std::array<std::string, 2> kIdentity = {"instance", "job"};

// Which info series to look for and which of their labels to copy.
struct InfoSelection {
  std::vector<Matcher> names;
  std::vector<Matcher> labels;
  std::set<std::string> copied;  // empty: all

  bool is_info(const LabelSet& series) const {
    return std::ranges::all_of(
        names, [&](const Matcher& matcher) { return matcher.matches(series.metric_name()); });
  }
  bool accepts_nothing() const {
    return std::ranges::all_of(labels, [](const Matcher& matcher) { return matcher.matches(""); });
  }
};

Result<InfoSelection> selection_of(CallContext& context) {
  InfoSelection selection;
  const std::string name(series::kMetricName);
  if (context.size() > 1) {
    const auto* selector = std::get_if<promql::VectorSelector>(&context.argument(1).node);
    if (selector == nullptr) return failure("expected label selectors only");
    TRY_ASSIGN(auto matchers, matchers_of(*selector));
    for (Matcher& matcher : matchers) {
      if (matcher.name() == name) {
        selection.names.push_back(std::move(matcher));
      } else {
        selection.copied.insert(matcher.name());
        selection.labels.push_back(std::move(matcher));
      }
    }
  }
  if (selection.names.empty()) {
    TRY_ASSIGN(auto target, Matcher::create(MatchOp::equal, name, "target_info"));
    selection.names.push_back(std::move(target));
  }
  const bool only_negative = std::ranges::all_of(selection.names, [](const Matcher& matcher) {
    return matcher.op() == MatchOp::not_equal || matcher.op() == MatchOp::not_regex;
  });
  if (only_negative) {
    TRY_ASSIGN(auto any, Matcher::create(MatchOp::regex, name, ".+_info"));
    selection.names.push_back(std::move(any));
  }
  return selection;
}

// Finds the modifiers of the first selector in an expression and of the subqueries around it.
class FirstSelector {
 public:
  explicit FirstSelector(const Query& query) : query_(query) {}

  std::optional<Placement> find(const promql::Expr& expr) {
    if (const promql::VectorSelector* selector = bare_selector(expr)) {
      return place(query_, selector->time);
    }
    for (const promql::Expr* child : promql::children(expr)) {
      auto placement = find(*child);
      if (!placement) continue;
      if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) {
        widen(*placement, place(query_, subquery->time));
      }
      return placement;
    }
    return std::nullopt;
  }

 private:
  static const promql::VectorSelector* bare_selector(const promql::Expr& expr) {
    if (const auto* selector = std::get_if<promql::VectorSelector>(&expr.node)) return selector;
    const auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node);
    return matrix == nullptr ? nullptr : &matrix->selector;
  }
  static void widen(Placement& inner, const Placement& outer) {
    if (inner.fixed) return;
    inner.fixed = outer.fixed;
    inner.fixed_time = outer.fixed_time - inner.offset_ms;
    inner.offset_ms += outer.offset_ms;
  }

  const Query& query_;
};

// The newest sample of an info series at each step.
struct InfoSeries {
  const LabelSet* labels = nullptr;
  std::vector<std::optional<Timestamp>> newest;
};

// Info series by their name and identity.
using InfoIndex = std::map<std::string, std::map<std::string, std::vector<InfoSeries>>>;

std::string identity_of(const LabelSet& labels) {
  std::string key;
  for (const std::string& name : kIdentity) {
    key += labels.get(name);
    key += '\0';
  }
  return key;
}

class InfoJoin {
 public:
  InfoJoin(CallContext& context, InfoSelection selection, const Columns& columns)
      : context_(context),
        selection_(std::move(selection)),
        columns_(columns),
        placement_(FirstSelector(context.query()).find(context.argument(0)).value_or(Placement{})) {
  }

  Result<Columns> run() {
    TRY(fetch());
    Columns results;
    for (const Column& column : columns_) {
      if (selection_.is_info(labels_of(column))) {
        results.push_back(column);
      } else {
        TRY(enrich(column, results));
      }
    }
    return context_.evaluator.merged(std::move(results));
  }

 private:
  const LabelSet& labels_of(const Column& column) const {
    return context_.query().labels().get(column.labels);
  }

  Result<void> fetch() {
    std::map<std::string, std::set<std::string>> wanted;
    for (const Column& column : columns_) {
      if (selection_.is_info(labels_of(column))) continue;
      for (const std::string& name : kIdentity) {
        const std::string_view value = labels_of(column).get(name);
        if (!value.empty()) wanted[name].insert(std::string(value));
      }
    }
    if (wanted.empty()) return {};
    std::vector<Matcher> matchers = selection_.names;
    matchers.insert(matchers.end(), selection_.labels.begin(), selection_.labels.end());
    const Grid& grid = context_.evaluator.grid();
    const Timestamp from = placement_.first(grid) - context_.query().lookback_ms() + 1;
    TRY_ASSIGN(const auto views,
               context_.query().source().select(matchers, from, placement_.last(grid)));
    for (const storage::SeriesView& view : views) {
      const bool related = std::ranges::all_of(wanted, [&](const auto& entry) {
        return entry.second.contains(std::string(view.labels->get(entry.first)));
      });
      if (related) TRY(add(view));
    }
    return {};
  }

  Result<void> add(const storage::SeriesView& view) {
    const Grid& grid = context_.evaluator.grid();
    const storage::Samples& samples = view.samples;
    InfoSeries series{view.labels, std::vector<std::optional<Timestamp>>(grid.count)};
    const Timestamp lookback = context_.query().lookback_ms();
    std::size_t next = 0;
    for (std::size_t step = 0; step < grid.count; ++step) {
      const Timestamp time = placement_.time(grid, step);
      while (next < samples.size() && samples.times[next] <= time) ++next;
      if (next == 0 || samples.times[next - 1] <= time - lookback) continue;
      const bool histogram = !samples.histograms.empty() && samples.histograms[next - 1];
      if (histogram && !series::is_stale(samples.histograms[next - 1]->sum)) {
        return failure(fmt::format("this should be an info metric, with float samples: {}",
                                   view.labels->to_string()));
      }
      if (histogram || series::is_stale(samples.values[next - 1])) continue;
      series.newest[step] = samples.times[next - 1];
    }
    index_[std::string(view.labels->metric_name())][identity_of(*view.labels)].push_back(
        std::move(series));
    return {};
  }

  // The series of one info metric that counts at a step; null when there is none.
  Result<const InfoSeries*> newest(const std::vector<InfoSeries>& all, std::size_t step) const {
    const InfoSeries* best = nullptr;
    for (const InfoSeries& series : all) {
      if (!series.newest[step]) continue;
      if (best != nullptr && *best->newest[step] == *series.newest[step]) {
        return failure(
            fmt::format("found duplicate series for info metric: existing {} @ {}, new {} @ {}",
                        best->labels->to_string(), *best->newest[step], series.labels->to_string(),
                        *series.newest[step]));
      }
      if (best == nullptr || *series.newest[step] > *best->newest[step]) best = &series;
    }
    return best;
  }

  // Labels to add at one step; nothing when no info series belongs to the element.
  Result<std::optional<std::map<std::string, std::string>>> additions(const LabelSet& base,
                                                                      std::size_t step) const {
    std::map<std::string, std::string> added;
    bool found = false;
    const std::string identity = identity_of(base);
    for (const auto& [name, by_identity] : index_) {
      const auto all = by_identity.find(identity);
      if (all == by_identity.end()) continue;
      TRY_ASSIGN(const InfoSeries* series, newest(all->second, step));
      if (series == nullptr) continue;
      found = true;
      for (const series::Label& label : *series->labels) {
        if (label.name == series::kMetricName || base.has(label.name)) continue;
        if (!selection_.copied.empty() && !selection_.copied.contains(label.name)) continue;
        const auto [place, fresh] = added.try_emplace(label.name, label.value);
        if (!fresh && place->second != label.value) {
          return failure(fmt::format("conflicting label: {}", label.name));
        }
      }
    }
    if (!found) return std::nullopt;
    return added;
  }

  Result<void> enrich(const Column& column, Columns& results) {
    LabelTable& table = context_.query().labels();
    std::map<LabelId, Column> variants;
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (!column.has(step)) continue;
      TRY_ASSIGN(const auto added, additions(labels_of(column), step));
      if (!added && !selection_.accepts_nothing()) continue;
      LabelId labels = column.labels;
      if (added && !added->empty()) {
        LabelSet all = labels_of(column);
        for (const auto& [name, value] : *added) all.set(name, value);
        labels = table.intern(std::move(all));
      }
      const auto [place, fresh] = variants.try_emplace(labels, labels, column.size());
      place->second.drop_name = column.drop_name;
      place->second.copy(step, column);
    }
    for (auto& [labels, variant] : variants) results.push_back(std::move(variant));
    return {};
  }

  CallContext& context_;
  InfoSelection selection_;
  const Columns& columns_;
  Placement placement_;
  InfoIndex index_;
};

Result<Evaluated> info(CallContext& context) {
  TRY_ASSIGN(InfoSelection selection, selection_of(context));
  TRY_ASSIGN(const Columns columns, context.vector(0));
  TRY_ASSIGN(Columns results, InfoJoin(context, std::move(selection), columns).run());
  return results;
}

constexpr std::array kRows = {FunctionRow{"info", info}};

}  // namespace

std::span<const FunctionRow> info_functions() {
  return kRows;
}

}  // namespace nsmon::engine
