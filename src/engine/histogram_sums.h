// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/histogram_math.h"

#include <cstddef>
#include <optional>

namespace nsmon::engine {

// Sum or mean of native histograms, compensated in every field, with what there is to say about it.
class HistogramTotal {
 public:
  enum class Mode { sum, mean };
  explicit HistogramTotal(Mode mode) : mode_(mode) {}

  void add(const series::Histogram& histogram);

  // Custom and exponential bounds met: there is no result.
  bool incompatible() const { return incompatible_; }
  bool bounds_reconciled() const { return bounds_reconciled_; }
  bool hints_conflict() const { return saw_reset_ && saw_not_reset_; }
  std::size_t count() const { return count_; }
  // Not compacted; call only after add() and unless incompatible.
  series::Histogram result() const;

 private:
  Mode mode_;
  std::optional<series::CompensatedSum> total_;
  std::size_t count_ = 0;
  bool running_ = false;  // the sum would overflow: total_ is a mean
  bool incompatible_ = false;
  bool bounds_reconciled_ = false;
  bool saw_reset_ = false;
  bool saw_not_reset_ = false;
};

}  // namespace nsmon::engine
