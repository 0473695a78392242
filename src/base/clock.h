// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace nsmon {

// Time of day and elapsed time. A seam: tests hand in a clock that they move themselves.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point now() const = 0;
  virtual std::chrono::steady_clock::time_point elapsed() const = 0;
};

// The machine's clock; lives as long as the program.
const Clock& system_clock();

}  // namespace nsmon
