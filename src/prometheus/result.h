// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/labels.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsmon::prometheus {

enum class ResultType { vector, matrix, scalar, string };

std::string_view to_string(ResultType type);

// A bucket of a native histogram as the API shows it. Boundaries: 0 lower open and upper closed,
// 1 lower closed and upper open, 2 both open, 3 both closed.
struct HistogramBucket {
  int boundaries = 0;
  std::string lower;
  std::string upper;
  std::string count;
};

// A native histogram as the API shows it; all numbers are texts and only filled buckets are listed.
struct HistogramValue {
  std::string count;
  std::string sum;
  std::vector<HistogramBucket> buckets;
};

// `{count:4, sum:5.6, (0.5,1]:4}`, for people.
std::string to_text(const HistogramValue& histogram);

// Takes the answer of a query in the order in which it comes, so that a long one never lies in
// memory as a whole; a server's answer and the embedded engine's result go the same way. Times are
// Unix seconds with at most three decimals, values are texts as the API writes them (see
// base/number_text.h, format_api). Views are valid during the call. Order of calls: begin; then per
// series `series` and its points, floats before histograms; a scalar or string is one point without
// `series`; then end.
class ResultSink {
 public:
  virtual ~ResultSink() = default;
  virtual void begin(ResultType type) = 0;
  virtual void series(const series::LabelSet& labels) = 0;
  virtual void point(std::string_view time, std::string_view value) = 0;
  virtual void histogram_point(std::string_view time, const HistogramValue& value) = 0;
  virtual void end() = 0;
};

}  // namespace nsmon::prometheus
