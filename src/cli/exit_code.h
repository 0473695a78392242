// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace nsmon::cli {

// What the program tells its caller. `watch` returns other numbers too: its child's own.
enum class ExitCode : int {
  ok = 0,        // clean, passed, accepted
  findings = 1,  // judged and found wanting
  usage = 2,     // unusable arguments or input, a server that cannot be asked
  internal = 3,  // a defect of ours
  interrupted = 130
};

}  // namespace nsmon::cli
