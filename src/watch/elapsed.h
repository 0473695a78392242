// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace nsmon::watch {

// "12.3 s", "4m 05s", "2h 35m", "3d 4h".
std::string elapsed_words(double seconds);

// "0:12", "1:02:03": time since the start, for the front of a line.
std::string elapsed_stamp(double seconds);

}  // namespace nsmon::watch
