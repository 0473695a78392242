// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace nsmon::dashboards {

// What a child process may use. Memory is address space; 0 means no limit.
struct ChildLimits {
  std::chrono::seconds cpu{30};
  std::chrono::seconds wall{120};
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  std::uint64_t output_bytes = std::uint64_t{64} << 20;
};

// What the work in the child came to: `text` is a result or, where `succeeded` is false, a reason.
struct ChildResult {
  bool succeeded = false;
  std::string text;
};

struct ChildOutput {
  ChildResult result;
  std::string trace;  // what the child wrote to standard error, at most 64 KiB
};

// A function that runs in a forked process of its own, because it may crash, use up all memory or
// never end. The process dies with its parent.
class LimitedChild {
 public:
  // Starts the work. The calling program must have one thread only.
  static Result<LimitedChild> start(const std::function<ChildResult()>& work,
                                    const ChildLimits& limits);
  LimitedChild(LimitedChild&& other) noexcept;
  LimitedChild& operator=(LimitedChild&&) = delete;
  ~LimitedChild();

  // Waits for the end. Errors: a limit was reached (the message names it), or the child crashed.
  Result<ChildOutput> finish();

 private:
  LimitedChild(int process, int result, int trace, const ChildLimits& limits);

  int process_ = -1;
  int result_ = -1;
  int trace_ = -1;
  ChildLimits limits_;
};

}  // namespace nsmon::dashboards
