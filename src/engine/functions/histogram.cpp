// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "engine/functions/function.h"
#include "engine/kahan.h"
#include "series/histogram_bounds.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace nsmon::engine {
namespace {

using series::Histogram;

double count_of(const Histogram& histogram) {
  return histogram.count;
}
double sum_of(const Histogram& histogram) {
  return histogram.sum;
}
double average_of(const Histogram& histogram) {
  return histogram.sum / histogram.count;
}

// The value that stands for all observations of a bucket.
double representative(const series::BucketRange& bucket, bool custom) {
  if (custom) return (bucket.upper + bucket.lower) / 2.0;
  if (bucket.lower <= 0 && bucket.upper >= 0) return 0;
  const double mean = std::sqrt(bucket.upper * bucket.lower);
  return bucket.upper < 0 ? -mean : mean;
}

double variance_of(const Histogram& histogram) {
  const double mean = histogram.sum / histogram.count;
  KahanSum squares;
  for (const series::BucketRange& bucket : series::all_buckets(histogram)) {
    if (bucket.count == 0) continue;
    const double delta = representative(bucket, histogram.uses_custom_bounds()) - mean;
    squares.add(bucket.count * delta * delta);
  }
  return squares.result() / histogram.count;
}

double deviation_of(const Histogram& histogram) {
  return std::sqrt(variance_of(histogram));
}

template <double (*figure)(const Histogram&)>
Result<Evaluated> figure_of(CallContext& context) {
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    for (std::size_t step = 0; step < column.size(); ++step) {
      if (column.is_number(step)) column.clear(step);
      if (!column.is_histogram(step)) continue;
      const double value = figure(*column.histograms[step]);
      column.clear(step);
      column.set(step, value);
    }
    column.histograms.clear();
    if (context.query().options().delayed_name_removal) {
      column.drop_name = true;
    } else {
      column.labels = context.query().labels().without_bare_name(column.labels);
    }
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

constexpr std::array kRows = {
    FunctionRow{"histogram_avg", figure_of<average_of>},
    FunctionRow{"histogram_count", figure_of<count_of>},
    FunctionRow{"histogram_stddev", figure_of<deviation_of>},
    FunctionRow{"histogram_stdvar", figure_of<variance_of>},
    FunctionRow{"histogram_sum", figure_of<sum_of>},
};

}  // namespace

std::span<const FunctionRow> histogram_functions() {
  return kRows;
}

}  // namespace nsmon::engine
