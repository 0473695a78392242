// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <chrono>
#include <string>
#include <string_view>

namespace nsmon {

// Reads a Prometheus duration such as "1h30m": units y w d h m s ms, largest first, each at most
// once, whole counts; "0" alone is zero. A year is 365 days. (prometheus/common,
// model.ParseDuration) Errors: `not a valid duration string: "..."`, `duration out of range`,
// `empty duration string`.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

// The shortest text that parse_duration reads back: years and weeks only when exact, "0s" for zero.
// Negative durations get a leading minus.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace nsmon
