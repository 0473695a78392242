// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace nsmon {

// The change from one text to another as a unified diff with three lines around each change, under
// the header lines `--- old_name` and `+++ new_name`. Empty when the texts are equal. Texts that
// differ in thousands of lines are shown as one replacement, so the cost stays linear.
std::string unified_diff(std::string_view old_name, std::string_view new_name,
                         std::string_view old_text, std::string_view new_text);

}  // namespace nsmon
