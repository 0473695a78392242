// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

namespace nsmon {
namespace {

class SystemClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::now();
  }
  std::chrono::steady_clock::time_point elapsed() const override {
    return std::chrono::steady_clock::now();
  }
};

constinit const SystemClock kSystemClock;

}  // namespace

const Clock& system_clock() {
  return kSystemClock;
}

}  // namespace nsmon
