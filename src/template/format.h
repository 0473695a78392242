// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "template/value.h"

#include <span>
#include <string>
#include <string_view>

namespace nsmon::templates {

// Go's fmt package for template values (documentation of package fmt, "Printing").

// Widest padding and longest precision that `*` takes, and a tenth of what may be written; Go's
// limit.
inline constexpr int kMaxFormatWidth = 1'000'000;

// fmt.Sprintf: verbs v s q d b o O x X c U e E f F g G t T, flags, width, precision, `*` and `[n]`.
// What does not fit shows as Go shows it: `%!d(float64=1.5)`, `%!s(MISSING)`, `%!(EXTRA int=1)`.
std::string format(std::string_view pattern, std::span<const Value> arguments);

// fmt.Sprint: a blank between operands when neither is a string.
std::string format_plainly(std::span<const Value> arguments);

// fmt.Sprintln: always a blank between, a line break at the end.
std::string format_line(std::span<const Value> arguments);

// `%v`.
std::string format_value(const Value& value);

}  // namespace nsmon::templates
