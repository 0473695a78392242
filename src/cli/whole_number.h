// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace nsmon::cli {

// A check for an option's value: digits alone, and at least `least`. The text it returns says what
// is wrong; empty when nothing is.
std::function<std::string(const std::string&)> whole_number(unsigned least);

}  // namespace nsmon::cli
