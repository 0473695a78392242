// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <vector>

namespace nsmon::watch {

// Takes signals as data while it lives: they are blocked and wait at a descriptor. Threads that are
// started meanwhile inherit the block; a program that is started has to lift it (child.h does).
class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int descriptor() const { return descriptor_; }
  // Those that came since the last call.
  std::vector<int> take();

 private:
  int descriptor_ = -1;
  sigset_t before_{};
};

}  // namespace nsmon::watch
