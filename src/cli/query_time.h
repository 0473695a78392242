// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "series/sample.h"

#include <chrono>
#include <string>
#include <string_view>

namespace nsmon::cli {

// A point in time as users type it: RFC 3339 ("2026-03-01T12:00:00Z", also with a blank for the T,
// without seconds, or the date alone, then UTC), Unix seconds with a fraction, or "now", "now-1h",
// "now+30m". `now` is what "now" means.
Result<series::Timestamp> parse_time(std::string_view text, series::Timestamp now);

// Seconds with a fraction or a duration such as "1m30s"; greater than 0.
Result<std::chrono::milliseconds> parse_step(std::string_view text);

// RFC 3339 in UTC with as many decimals as needed: "2026-03-01T12:00:00.5Z".
std::string rfc3339(series::Timestamp time);

// The same for Unix seconds as the API writes them; a text that is no such time comes back
// unchanged.
std::string rfc3339(std::string_view seconds);

}  // namespace nsmon::cli
