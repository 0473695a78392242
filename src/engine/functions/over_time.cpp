// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/over_windows.h"
#include "engine/histogram_sums.h"
#include "engine/kahan.h"

#include <array>
#include <cmath>
#include <optional>

namespace nsmon::engine {
namespace {

// sum_over_time, avg_over_time for both types of samples.
template <class Total>
Result<Evaluated> total_over_time(CallContext& context, HistogramTotal::Mode mode) {
  return over_windows(context, 0, Names::drop, [&context, mode](const SeriesContext& series) {
    return [&context, series, mode](const Window& window, std::size_t step, Column& column,
                                    std::size_t) {
      const WindowKinds kinds = kinds_of(window);
      if (kinds.mixed()) return series.warn_mixed();
      if (kinds.histograms == 0) {
        Total total;
        for (const double value : window.samples.values) total.add(value);
        return column.set(step, total.result());
      }
      HistogramTotal total(mode);
      for (std::size_t i = 0; i < window.size(); ++i) total.add(window.histogram(i));
      if (total.incompatible()) return series.warn_layouts();
      if (total.hints_conflict()) {
        context.annotations().warn("conflicting counter resets during histogram aggregation",
                                   series.span);
      }
      if (total.bounds_reconciled()) {
        context.annotations().inform("mismatched custom buckets were reconciled during aggregation",
                                     series.span);
      }
      column.set(step, total.result());
    };
  });
}

// Starts from the first value, not from zero, so that -0 stays -0.
struct SumFromFirst {
  KahanSum total;
  bool started = false;
  void add(double value) {
    if (!started) {
      started = true;
      total.sum = value;
      return;
    }
    total.add(value);
  }
  double result() const { return total.result(); }
};

Result<Evaluated> sum_over_time(CallContext& context) {
  return total_over_time<SumFromFirst>(context, HistogramTotal::Mode::sum);
}
Result<Evaluated> avg_over_time(CallContext& context) {
  return total_over_time<KahanMean>(context, HistogramTotal::Mode::mean);
}

Result<Evaluated> count_over_time(CallContext& context) {
  return over_windows(context, 0, Names::drop, [](const SeriesContext&) {
    return [](const Window& window, std::size_t step, Column& column, std::size_t) {
      column.set(step, static_cast<double>(window.size()));
    };
  });
}

Result<Evaluated> present_over_time(CallContext& context) {
  return over_windows(context, 0, Names::drop, [](const SeriesContext&) {
    return
        [](const Window&, std::size_t step, Column& column, std::size_t) { column.set(step, 1.0); };
  });
}

void take(const Window& window, std::size_t i, std::size_t step, Column& column) {
  if (window.is_histogram(i)) {
    column.set(step, window.samples.histograms[i]);
  } else {
    column.set(step, window.value(i));
  }
}

template <bool last>
Result<Evaluated> pick_over_time(CallContext& context) {
  return over_windows(context, 0, Names::keep, [](const SeriesContext&) {
    return [](const Window& window, std::size_t step, Column& column, std::size_t) {
      take(window, last ? window.size() - 1 : 0, step, column);
    };
  });
}

double seconds(Timestamp ms) {
  return static_cast<double>(ms) / 1000;
}

template <bool last>
Result<Evaluated> time_of_pick(CallContext& context) {
  return over_windows(context, 0, Names::drop, [](const SeriesContext&) {
    return [](const Window& window, std::size_t step, Column& column, std::size_t) {
      column.set(step, seconds(window.time(last ? window.size() - 1 : 0)));
    };
  });
}

// The place of the least or greatest number, the latest one of equals. NaN only when all are.
template <bool greatest>
std::optional<std::size_t> place_of_extreme(const Window& window) {
  std::optional<std::size_t> place;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window.is_histogram(i)) continue;
    const double value = window.value(i);
    const bool better =
        !place || (greatest ? value >= window.value(*place) : value <= window.value(*place)) ||
        std::isnan(window.value(*place));
    if (better) place = i;
  }
  return place;
}

template <bool greatest, bool wants_time>
Result<Evaluated> extreme_over_time(CallContext& context) {
  return over_windows(context, 0, Names::drop, [](const SeriesContext& series) {
    return [series](const Window& window, std::size_t step, Column& column, std::size_t) {
      if (kinds_of(window).mixed()) series.inform_ignored_histograms();
      const auto place = place_of_extreme<greatest>(window);
      if (!place) return;
      column.set(step, wants_time ? seconds(window.time(*place)) : window.value(*place));
    };
  });
}

constexpr std::array kRows = {
    FunctionRow{"avg_over_time", avg_over_time},
    FunctionRow{"count_over_time", count_over_time},
    FunctionRow{"first_over_time", pick_over_time<false>},
    FunctionRow{"last_over_time", pick_over_time<true>},
    FunctionRow{"max_over_time", extreme_over_time<true, false>},
    FunctionRow{"min_over_time", extreme_over_time<false, false>},
    FunctionRow{"present_over_time", present_over_time},
    FunctionRow{"sum_over_time", sum_over_time},
    FunctionRow{"ts_of_first_over_time", time_of_pick<false>},
    FunctionRow{"ts_of_last_over_time", time_of_pick<true>},
    FunctionRow{"ts_of_max_over_time", extreme_over_time<true, true>},
    FunctionRow{"ts_of_min_over_time", extreme_over_time<false, true>},
};

}  // namespace

std::span<const FunctionRow> over_time_functions() {
  return kRows;
}

}  // namespace nsmon::engine
