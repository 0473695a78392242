// SPDX-License-Identifier: Apache-2.0
#include "engine/histogram_sums.h"

#include <utility>

namespace nsmon::engine {

void HistogramTotal::add(const series::Histogram& histogram) {
  saw_reset_ = saw_reset_ || histogram.hint == series::ResetHint::reset;
  saw_not_reset_ = saw_not_reset_ || histogram.hint == series::ResetHint::not_reset;
  ++count_;
  if (!total_) {
    total_.emplace(histogram);
    return;
  }
  if (incompatible_) return;
  const auto n = static_cast<double>(count_);
  if (!running_) {
    series::CompensatedSum next = *total_;
    const series::Combination done = next.add(histogram);
    incompatible_ = done.incompatible;
    bounds_reconciled_ = bounds_reconciled_ || done.bounds_reconciled;
    if (incompatible_) return;
    if (mode_ == Mode::sum || !next.overflows()) {
      total_ = std::move(next);
      return;
    }
    running_ = true;
    total_->divide(n - 1);
  }
  total_->scale((n - 1) / n);
  series::Histogram part = histogram;
  series::divide(part, n);
  const series::Combination done = total_->add(part);
  incompatible_ = done.incompatible;
  bounds_reconciled_ = bounds_reconciled_ || done.bounds_reconciled;
}

series::Histogram HistogramTotal::result() const {
  if (mode_ == Mode::sum || running_) return total_->result();
  series::CompensatedSum mean = *total_;
  mean.divide(static_cast<double>(count_));
  return mean.result();
}

}  // namespace nsmon::engine
