// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nsmon {

// Number texts as Go writes them, which is how Prometheus shows numbers. NaN, +Inf and -Inf are
// spelled so by all of them.

// Shortest decimal without exponent that reads back exactly (strconv 'f', -1).
std::string format_plain(double value);

// Shortest that reads back exactly, with an exponent below 1e-04 and from 1e+06 on: Go's %v and %g
// (strconv 'g', -1).
std::string format_g(double value);

// At most `digits` significant digits: Go's %.Ng.
std::string format_g(double value, int digits);

// As the HTTP API writes sample values: plain when 1e-6 <= |x| < 1e21 or zero, else "1e+21".
// (web/api/v1 json codec)
std::string format_api(double value);

// Appends instead of allocating; same text as format_api.
void append_api(std::string& out, double value);

// Reads a float as Go's strconv.ParseFloat does: decimal, exponent, hexadecimal with p exponent,
// inf, infinity, nan in any case, a sign, underscores only with a base prefix. Values too large
// become infinite only when spelled so; otherwise nullopt.
std::optional<double> parse_float(std::string_view text);

}  // namespace nsmon
