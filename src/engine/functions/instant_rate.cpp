// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/counter.h"
#include "engine/functions/over_windows.h"
#include "series/histogram_math.h"

#include <array>

namespace nsmon::engine {
namespace {

using series::Histogram;
using series::ResetHint;

// irate() and idelta(): the last two samples of a window, whatever their types.
class LastTwo {
 public:
  LastTwo(const SeriesContext& context, bool counter) : context_(context), counter_(counter) {}

  void operator()(const Window& window, std::size_t step, Column& column, std::size_t) {
    if (window.size() < 2) return;
    const std::size_t last = window.size() - 1;
    const bool histogram = window.is_histogram(last);
    if (histogram != window.is_histogram(last - 1)) return context_.warn_mixed();
    const Timestamp interval = window.time(last) - window.time(last - 1);
    if (interval == 0) return;
    const double seconds = static_cast<double>(interval) / 1000;
    if (histogram) return histograms(window, seconds, step, column);
    const bool reset = counter_ && (window.value(last) < window.value(last - 1) ||
                                    (use_starts() && restarted(window, last - 1, last)));
    double result = reset ? window.value(last) : window.value(last) - window.value(last - 1);
    if (counter_) result /= seconds;
    report_overlap(window);
    column.set(step, result);
  }

 private:
  bool use_starts() const { return context_.call.query().options().start_timestamps; }

  void report_overlap(const Window& window) const {
    const std::size_t last = window.size() - 1;
    if (!counter_ || !use_starts() || !start_overlaps(window, last - 1, last)) return;
    context_.call.annotations().start_overlap(context_.name(), context_.span);
  }

  void histograms(const Window& window, double seconds, std::size_t step, Column& column) {
    const std::size_t last = window.size() - 1;
    const Histogram& previous = window.histogram(last - 1);
    const Histogram& current = window.histogram(last);
    const bool any_gauge = previous.hint == ResetHint::gauge || current.hint == ResetHint::gauge;
    const bool both_gauges = previous.hint == ResetHint::gauge && current.hint == ResetHint::gauge;
    if (counter_ && any_gauge) context_.warn_not_counter();
    if (!counter_ && !both_gauges) context_.warn_not_gauge();
    if (previous.uses_custom_bounds() != current.uses_custom_bounds()) {
      return context_.warn_layouts();
    }
    report_overlap(window);
    Histogram result = current;
    const bool reset = counter_ && (series::detect_reset(current, previous) ||
                                    (use_starts() && restarted(window, last - 1, last)));
    if (!reset && series::subtract(result, previous).bounds_reconciled) {
      context_.call.annotations().inform(
          "mismatched custom buckets were reconciled during subtraction", context_.span);
    }
    if (counter_) series::divide(result, seconds);
    result.hint = ResetHint::gauge;
    column.set(step, series::compacted(std::move(result)));
  }

  const SeriesContext context_;
  bool counter_;
};

Result<Evaluated> evaluate(CallContext& context, bool counter) {
  return over_windows(context, 0, Names::drop,
                      [counter](const SeriesContext& series) { return LastTwo(series, counter); });
}

Result<Evaluated> irate(CallContext& context) {
  return evaluate(context, true);
}
Result<Evaluated> idelta(CallContext& context) {
  return evaluate(context, false);
}

constexpr std::array kRows = {
    FunctionRow{"idelta", idelta},
    FunctionRow{"irate", irate},
};

}  // namespace

std::span<const FunctionRow> instant_rate_functions() {
  return kRows;
}

}  // namespace nsmon::engine
