// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>

namespace nsmon::promql {

// The bytes that a string token stands for; the lexer has checked its escapes.
std::string unquote(std::string_view token);

// The value of a number token: an integer of any base first, then a float, as Go's strconv reads
// them. The error is `error parsing number: strconv.ParseFloat: ...` without a span.
Result<double> read_number(std::string_view token);

// The seconds of a duration token; errors as base's parse_duration.
Result<double> read_duration(std::string_view token);

}  // namespace nsmon::promql
