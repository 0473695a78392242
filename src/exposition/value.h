// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "series/sample.h"

#include <optional>
#include <string_view>

namespace nsmon::exposition {

// Reads a sample value as Prometheus does: what Go's ParseFloat takes but for hexadecimal numbers
// and underscores. NaN is the normal NaN of Prometheus.
std::optional<double> parse_value(std::string_view text);

// A whole number of milliseconds, as the text format has it.
std::optional<series::Timestamp> parse_milliseconds(std::string_view text);

// Seconds, as OpenMetrics has them, cut to milliseconds as Prometheus does.
std::optional<series::Timestamp> parse_seconds(std::string_view text);

}  // namespace nsmon::exposition
