// SPDX-License-Identifier: Apache-2.0

// histogram_quantile(), histogram_quantiles() and histogram_fraction(). Their vector may hold
// native histograms and the buckets of classic ones side by side. Classic buckets are gathered by
// their labels without `le` once for all steps; a label set that is both at one step gives nothing
// there.
#include "base/number_text.h"
#include "base/try.h"
#include "engine/aggregation.h"
#include "engine/functions/classic_histogram.h"
#include "engine/functions/function.h"
#include "engine/functions/native_histogram.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nsmon::engine {
namespace {

constexpr std::string_view kBucketLabel = "le";

struct BoundedColumn {
  double upper = 0;
  const Column* column = nullptr;
};

struct ClassicGroup {
  LabelId labels = LabelTable::kEmpty;  // with the name
  bool drop_name = false;
  std::vector<BoundedColumn> buckets;
};

// Computes one figure of all histograms of a vector.
class HistogramFigures {
 public:
  using Native =
      std::function<double(const series::Histogram&, std::size_t step, const std::string& name)>;
  using Classic =
      std::function<double(std::vector<ClassicBucket>&, std::size_t step, const std::string& name)>;

  HistogramFigures(CallContext& context, const Columns& columns, Span span)
      : context_(context), span_(span) {
    const std::array<std::string, 1> names = {std::string(kBucketLabel)};
    for (const Column& column : columns) {
      if (column.has_histograms()) native_.push_back(&column);
      add_bucket(column, context.query().labels().drop(column.labels, names));
    }
  }

  // Appends a column for each histogram. `label` with `value` is set in addition when not empty.
  void compute(const Native& native, const Classic& classic, const std::string& label,
               std::string_view value, Columns& results) {
    for (const Column* column : native_) {
      Column result = result_column(column->labels, label, value);
      const std::string name = known_name(column->labels);
      for (std::size_t step = 0; step < column->size(); ++step) {
        if (!column->is_histogram(step) || mixed(column->labels, step)) continue;
        result.set(step, native(*column->histograms[step], step, name));
      }
      results.push_back(std::move(result));
    }
    std::vector<ClassicBucket> buckets;
    for (const ClassicGroup& group : groups_) {
      Column result = result_column(group.labels, label, value);
      const std::string name = known_name(group.labels);
      for (std::size_t step = 0; step < context_.steps(); ++step) {
        gather(group, step, buckets);
        if (buckets.empty() || has_native(group.labels, step)) continue;
        result.set(step, classic(buckets, step, name));
      }
      results.push_back(std::move(result));
    }
  }

 private:
  void add_bucket(const Column& column, LabelId key) {
    bool any_number = false;
    for (std::size_t step = 0; step < column.size(); ++step) {
      any_number = any_number || column.is_number(step);
    }
    if (!any_number) return;
    const std::string_view text = context_.query().labels().get(column.labels).get(kBucketLabel);
    const auto upper = parse_float(text);
    if (!upper) return warn_bucket(column, text);
    const auto [place, fresh] = places_.try_emplace(key, groups_.size());
    if (fresh) groups_.push_back({key, column.drop_name, {}});
    groups_[place->second].buckets.push_back({*upper, &column});
  }

  void warn_bucket(const Column& column, std::string_view text) {
    std::string message =
        fmt::format("bucket label \"le\" is missing or has a malformed value of \"{}\"", text);
    append_name(message, known_name(column.labels));
    context_.annotations().warn(message, span_);
  }

  static void append_name(std::string& message, const std::string& name) {
    if (!name.empty()) message += fmt::format(" for metric name \"{}\"", name);
  }

  // The metric name as annotations tell it: only while it has not been dropped.
  std::string known_name(LabelId labels) const {
    if (!context_.query().options().delayed_name_removal) return {};
    return std::string(context_.query().labels().get(labels).metric_name());
  }

  Column result_column(LabelId labels, const std::string& label, std::string_view value) {
    LabelTable& table = context_.query().labels();
    if (!label.empty()) {
      series::LabelSet with = table.get(labels);
      with.set(label, value);
      labels = table.intern(std::move(with));
    }
    Column result(labels, context_.steps());
    context_.evaluator.drop_name(result);
    return result;
  }

  static void gather(const ClassicGroup& group, std::size_t step,
                     std::vector<ClassicBucket>& buckets) {
    buckets.clear();
    for (const BoundedColumn& bucket : group.buckets) {
      if (bucket.column->is_number(step)) {
        buckets.push_back({bucket.upper, bucket.column->values[step]});
      }
    }
  }

  bool has_native(LabelId labels, std::size_t step) const {
    for (const Column* column : native_) {
      if (column->labels == labels && column->is_histogram(step)) return true;
    }
    return false;
  }

  // Whether there are classic buckets beside a native histogram; that is told.
  bool mixed(LabelId labels, std::size_t step) {
    const auto place = places_.find(labels);
    if (place == places_.end()) return false;
    std::vector<ClassicBucket> buckets;
    gather(groups_[place->second], step, buckets);
    if (buckets.empty()) return false;
    std::string message = "vector contains a mix of classic and native histograms";
    append_name(message, known_name(labels));
    context_.annotations().warn(message, span_);
    return true;
  }

  CallContext& context_;
  Span span_;
  std::vector<const Column*> native_;
  std::vector<ClassicGroup> groups_;
  std::unordered_map<LabelId, std::size_t> places_;
};

// Quantiles of both kinds with their annotations.
class Quantiles {
 public:
  Quantiles(CallContext& context, Span span) : context_(context), span_(span) {}

  double native(double q, const series::Histogram& histogram, const std::string& name) {
    const QuantileResult result = native_quantile(q, histogram);
    if (result.effect != NanEffect::none) {
      std::string message =
          fmt::format("input to histogram_quantile has NaN observations, result is {}",
                      result.effect == NanEffect::no_result ? "NaN" : "skewed higher");
      if (!name.empty()) message += fmt::format(" for metric name \"{}\"", name);
      context_.annotations().inform(message, span_);
    }
    return result.value;
  }

  double classic(double q, std::vector<ClassicBucket>& buckets, std::size_t step,
                 const std::string& name) {
    const ClassicQuantile result = classic_quantile(q, buckets);
    if (result.repaired) {
      const Timestamp time = context_.evaluator.grid().time(step);
      context_.annotations().repaired(name,
                                      {.lowest_bound = result.lowest_bound,
                                       .highest_bound = result.highest_bound,
                                       .largest_difference = result.largest_difference,
                                       .first_time_ms = time,
                                       .last_time_ms = time},
                                      span_);
    }
    return result.value;
  }

  void compute(HistogramFigures& figures, const Scalars& q, const std::string& label,
               std::string_view value, Columns& results) {
    figures.compute([&](const series::Histogram& histogram, std::size_t step,
                        const std::string& name) { return native(q[step], histogram, name); },
                    [&](std::vector<ClassicBucket>& buckets, std::size_t step,
                        const std::string& name) { return classic(q[step], buckets, step, name); },
                    label, value, results);
  }

 private:
  CallContext& context_;
  Span span_;
};

void check_quantiles(CallContext& context, const Scalars& q, std::size_t argument) {
  for (const double value : q) check_quantile(context.annotations(), value, context.span(argument));
}

Result<Evaluated> histogram_quantile(CallContext& context) {
  TRY_ASSIGN(const Scalars q, context.scalar(0));
  TRY_ASSIGN(const Columns columns, context.vector(1));
  check_quantiles(context, q, 0);
  HistogramFigures figures(context, columns, context.span(1));
  Columns results;
  Quantiles(context, context.span(1)).compute(figures, q, {}, {}, results);
  TRY_ASSIGN(Columns merged, context.evaluator.merged(std::move(results)));
  return merged;
}

// A number as OpenMetrics writes label values: always with a fraction or an exponent.
std::string open_metrics_number(double value) {
  std::string text = format_g(value);
  if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

Result<Evaluated> histogram_quantiles(CallContext& context) {
  TRY_ASSIGN(const Columns columns, context.vector(0));
  HistogramFigures figures(context, columns, context.span(0));
  Quantiles quantiles(context, context.span(0));
  Columns results;
  for (std::size_t i = 2; i < context.size(); ++i) {
    TRY_ASSIGN(const Scalars q, context.scalar(i));
    check_quantiles(context, q, i);
    quantiles.compute(figures, q, context.text(1), open_metrics_number(q[0]), results);
  }
  TRY_ASSIGN(Columns merged, context.evaluator.merged(std::move(results)));
  return merged;
}

Result<Evaluated> histogram_fraction(CallContext& context) {
  TRY_ASSIGN(const Scalars lower, context.scalar(0));
  TRY_ASSIGN(const Scalars upper, context.scalar(1));
  TRY_ASSIGN(const Columns columns, context.vector(2));
  HistogramFigures figures(context, columns, context.span(2));
  Columns results;
  const auto native = [&](const series::Histogram& histogram, std::size_t step,
                          const std::string& name) {
    const FractionResult result = native_fraction(lower[step], upper[step], histogram);
    if (result.nan_observations) {
      std::string message =
          "input to histogram_fraction has NaN observations, which are excluded from all fractions";
      if (!name.empty()) message += fmt::format(" for metric name \"{}\"", name);
      context.annotations().inform(message, context.span(2));
    }
    return result.value;
  };
  const auto classic = [&](std::vector<ClassicBucket>& buckets, std::size_t step,
                           const std::string&) {
    return classic_fraction(lower[step], upper[step], buckets);
  };
  figures.compute(native, classic, {}, {}, results);
  TRY_ASSIGN(Columns merged, context.evaluator.merged(std::move(results)));
  return merged;
}

constexpr std::array kRows = {
    FunctionRow{"histogram_fraction", histogram_fraction},
    FunctionRow{"histogram_quantile", histogram_quantile},
    FunctionRow{"histogram_quantiles", histogram_quantiles},
};

}  // namespace

std::span<const FunctionRow> quantile_functions() {
  return kRows;
}

}  // namespace nsmon::engine
