// SPDX-License-Identifier: Apache-2.0

// rate(), increase() and delta(). The growth between the first and the last sample of a window
// covers less time than the window, so it is extrapolated to the window's edges - but by no more
// than half the average distance of samples where an edge is far away (the series probably begins
// or ends inside), and for counters not to a time before the counter was zero (Prometheus 3.14,
// "rate()"). Start timestamps, where samples have them, replace the guess about the beginning.
#include "engine/functions/counter.h"
#include "engine/functions/extended_rate.h"
#include "engine/functions/over_windows.h"
#include "series/histogram_math.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace nsmon::engine {
namespace {

// What the extrapolation needs to know of a window.
struct Sampled {
  std::size_t count = 0;
  Timestamp first = 0;
  Timestamp last = 0;
  std::optional<Timestamp> start;  // when the counter began, if known and inside the window
  double growth = 0;               // of the value, or of the count
  double first_value = 0;
};

double extrapolation(const Window& window, const Sampled& sampled, const RateKind& kind,
                     double range_s) {
  const auto seconds = [](Timestamp ms) { return static_cast<double>(ms) / 1000; };
  double covered = seconds(sampled.last - sampled.first);
  const double average = sampled.count > 1 ? covered / static_cast<double>(sampled.count - 1) : 0.0;
  double to_start = seconds(sampled.first - window.start);
  double to_end = seconds(window.end - sampled.last);
  const double threshold = average * 1.1;
  if (sampled.start) {
    to_start = 0;
    covered = seconds(sampled.last - *sampled.start);
  } else {
    if (to_start >= threshold) to_start = average / 2;
    if (kind.counter && sampled.growth > 0 && sampled.first_value >= 0) {
      const double to_zero = covered * (sampled.first_value / sampled.growth);
      if (to_zero < to_start) to_start = to_zero;
    }
  }
  if (to_end >= threshold) to_end = average / 2;
  double factor = (covered + to_start + to_end) / covered;
  if (kind.per_second) factor /= range_s;
  return factor;
}

// The rate of one series, window by window.
class Rate {
 public:
  Rate(const SeriesContext& context, const RangeVector& vector, RateKind kind)
      : context_(context),
        vector_(vector),
        kind_(kind),
        use_starts_(kind.counter && context.call.query().options().start_timestamps &&
                    !context.series.samples.starts.empty()),
        resets_(context.series, use_starts_) {}

  void operator()(const Window& window, std::size_t step, Column& column, std::size_t first) {
    if (vector_.extension != promql::Extension::none) {
      return extended_rate(context_, kind_, {vector_, window, step}, column);
    }
    const WindowKinds kinds = kinds_of(window);
    if (kinds.mixed()) return context_.warn_mixed();
    const auto start = started_inside(window);
    if (window.size() < 2 && !start) return;
    if (use_starts_) report_overlap(window);
    if (kinds.histograms > 0) return histograms(window, step, column, start);
    numbers(window, step, column, first, start);
  }

 private:
  std::optional<Timestamp> started_inside(const Window& window) const {
    if (!use_starts_) return std::nullopt;
    const Timestamp start = window.start_time(0);
    if (start == 0 || start <= window.start || start >= window.time(0)) return std::nullopt;
    return start;
  }

  void report_overlap(const Window& window) const {
    for (std::size_t i = 1; i < window.size(); ++i) {
      if (!start_overlaps(window, i - 1, i)) continue;
      return context_.call.annotations().start_overlap(context_.name(), context_.span);
    }
  }

  Sampled sampled(const Window& window, std::optional<Timestamp> start) const {
    return {.count = window.size(),
            .first = window.time(0),
            .last = window.time(window.size() - 1),
            .start = start};
  }

  double range_s() const { return static_cast<double>(vector_.range_ms) / 1000; }

  void numbers(const Window& window, std::size_t step, Column& column, std::size_t first,
               std::optional<Timestamp> start) {
    Sampled about = sampled(window, start);
    const std::size_t last = window.size() - 1;
    double growth = window.value(last) - window.value(0);
    if (kind_.counter) {
      resets_.visit(first, window.size(), [&](std::size_t i) { growth += window.value(i - 1); });
    }
    if (start) growth += window.value(0);
    about.growth = growth;
    about.first_value = window.value(0);
    column.set(step, growth * extrapolation(window, about, kind_, range_s()));
  }

  void histograms(const Window& window, std::size_t step, Column& column,
                  std::optional<Timestamp> start) {
    auto growth = histogram_growth(context_, kind_, window, use_starts_);
    if (!growth) return;
    if (start) series::add(*growth, window.histogram(0));
    Sampled about = sampled(window, start);
    about.growth = growth->count;
    about.first_value = window.histogram(0).count;
    series::multiply(*growth, extrapolation(window, about, kind_, range_s()));
    growth->hint = series::ResetHint::gauge;
    column.set(step, series::compacted(std::move(*growth)));
  }

  const SeriesContext context_;
  const RangeVector& vector_;
  RateKind kind_;
  bool use_starts_;
  ResetPlaces resets_;
};

bool named_like_counter(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kSuffixes = {"_total", "_sum", "_count",
                                                                "_bucket"};
  return std::ranges::any_of(kSuffixes,
                             [&](std::string_view suffix) { return name.ends_with(suffix); });
}

// Tells when a metric with float results does not look like a counter.
void check_counter(CallContext& context, LabelId id) {
  const series::LabelSet& labels = context.query().labels().get(id);
  const std::string_view name = labels.metric_name();
  if (name.empty()) return;
  if (context.query().options().type_and_unit_labels) {
    const std::string_view type = labels.get("__type__");
    if (type == "counter" || type == "histogram") return;
    return context.annotations().inform(
        fmt::format("metric might not be a counter, __type__ label is not set to \"counter\" or "
                    "\"histogram\", got \"{}\": \"{}\"",
                    type, name),
        context.span(0));
  }
  if (named_like_counter(name)) return;
  context.annotations().inform(fmt::format("metric might not be a counter, name does not end in "
                                           "_total/_sum/_count/_bucket: \"{}\"",
                                           name),
                               context.span(0));
}

// A rate function that looks at the names of series with a float result.
class CheckedRate {
 public:
  CheckedRate(const SeriesContext& context, const RangeVector& vector, RateKind kind)
      : context_(context.call),
        id_(context.series.labels),
        rate_(context, vector, kind),
        kind_(kind) {}

  void operator()(const Window& window, std::size_t step, Column& column, std::size_t first) {
    rate_(window, step, column, first);
    if (checked_ || !kind_.counter || !column.is_number(step)) return;
    checked_ = true;
    check_counter(context_, id_);
  }

 private:
  CallContext& context_;
  LabelId id_;
  Rate rate_;
  RateKind kind_;
  bool checked_ = false;
};

Result<Evaluated> evaluate(CallContext& context, RateKind kind) {
  TRY_ASSIGN(const RangeVector vector, context.range(0));
  TRY_ASSIGN(Columns columns, over_windows(context, vector, context.span(0), Names::drop,
                                           [&](const SeriesContext& series) {
                                             return CheckedRate(series, vector, kind);
                                           }));
  return columns;
}

Result<Evaluated> rate(CallContext& context) {
  return evaluate(context, {true, true});
}
Result<Evaluated> increase(CallContext& context) {
  return evaluate(context, {true, false});
}
Result<Evaluated> delta(CallContext& context) {
  return evaluate(context, {false, false});
}

constexpr std::array kRows = {
    FunctionRow{"delta", delta},
    FunctionRow{"increase", increase},
    FunctionRow{"rate", rate},
};

}  // namespace

std::span<const FunctionRow> rate_functions() {
  return kRows;
}

}  // namespace nsmon::engine
