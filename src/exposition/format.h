// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace nsmon::exposition {

// `text` is the Prometheus text format 0.0.4, with the quoted UTF-8 names of its later versions.
enum class Format : std::uint8_t { text, openmetrics };

// Types of both formats; `unknown` is called "untyped" by the text format.
enum class MetricType : std::uint8_t {
  unknown,
  counter,
  gauge,
  histogram,
  gaugehistogram,
  summary,
  info,
  stateset,
};

// The OpenMetrics word.
std::string_view to_string(MetricType type);
// The type that a TYPE line of the format names; the text format knows counter, gauge, histogram,
// summary and untyped only.
std::optional<MetricType> parse_metric_type(std::string_view word, Format format);

// What an HTTP answer with this Content-Type holds; a missing or other type counts as text.
Format format_of_content_type(std::string_view content_type);

// Guesses from the content: the last line is `# EOF`, or the beginning uses what only OpenMetrics
// has (`# UNIT`, its own types, a counter `x` with samples `x_total`). `head` and `tail` are the
// first and the last bytes, as many as are at hand; both may be the whole text.
Format detect_format(std::string_view head, std::string_view tail);

}  // namespace nsmon::exposition
