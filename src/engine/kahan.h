// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>

namespace nsmon::engine {

// Kahan-Neumaier summation, one step at a time; the exact sequence of operations is part of the
// language, so nothing here may be contracted or reordered.
struct KahanSum {
  double sum = 0;
  double lost = 0;

  void add(double value) {
    const double total = sum + value;
    if (std::isinf(total)) {
      lost = 0;
    } else if (std::abs(sum) >= std::abs(value)) {
      lost += (sum - total) + value;
    } else {
      lost += (value - total) + sum;
    }
    sum = total;
  }
  double result() const { return sum + lost; }
};

// Arithmetic mean: sum / n while the sum is finite; from the value that would overflow it on, a
// running mean.
class KahanMean {
 public:
  void add(double value) {
    ++count_;
    if (count_ == 1) {
      sum_.sum = value;
      return;
    }
    const auto n = static_cast<double>(count_);
    if (!running_) {
      KahanSum next = sum_;
      next.add(value);
      if (!std::isinf(next.sum)) {
        sum_ = next;
        return;
      }
      running_ = true;
      sum_.sum /= n - 1;
      sum_.lost /= n - 1;
    }
    const double share = (n - 1) / n;
    sum_.sum *= share;
    sum_.lost *= share;
    sum_.add(value / n);
  }
  double result() const {
    if (running_) return sum_.result();
    const auto n = static_cast<double>(count_);
    return sum_.sum / n + sum_.lost / n;
  }

 private:
  KahanSum sum_;
  std::size_t count_ = 0;
  bool running_ = false;
};

}  // namespace nsmon::engine
