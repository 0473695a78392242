// SPDX-License-Identifier: Apache-2.0
#include "exposition/format.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <utility>

namespace nsmon::exposition {
namespace {

constexpr std::array<std::pair<std::string_view, MetricType>, 8> kTypes = {{
    {"unknown", MetricType::unknown},
    {"counter", MetricType::counter},
    {"gauge", MetricType::gauge},
    {"histogram", MetricType::histogram},
    {"gaugehistogram", MetricType::gaugehistogram},
    {"summary", MetricType::summary},
    {"info", MetricType::info},
    {"stateset", MetricType::stateset},
}};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// The first word of `rest`, which is cut off.
std::string_view next_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of(" \t{"), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  return word;
}

// Looks at the metadata lines and samples of the beginning of an input.
class HeadReader {
 public:
  // True when the line can only stand in an OpenMetrics text.
  bool is_openmetrics(std::string_view line) {
    if (line.starts_with("# UNIT ")) return true;
    if (!line.starts_with("# TYPE ")) {
      return !line.starts_with('#') && counters_.contains(std::string(next_word(line)));
    }
    line.remove_prefix(7);
    const std::string_view name = next_word(line);
    if (line == "stateset" || line == "gaugehistogram") return true;
    if (line == "counter") counters_.insert(std::string(name) + "_total");
    return false;
  }

 private:
  std::unordered_set<std::string>
      counters_;  // names that samples of OpenMetrics counters would have
};

}  // namespace

std::string_view to_string(MetricType type) {
  for (const auto& [word, value] : kTypes) {
    if (value == type) return word;
  }
  return "unknown";
}

std::optional<MetricType> parse_metric_type(std::string_view word, Format format) {
  if (format == Format::text) {
    if (word == "untyped") return MetricType::unknown;
    if (word != "counter" && word != "gauge" && word != "histogram" && word != "summary") {
      return std::nullopt;
    }
  }
  for (const auto& [text, value] : kTypes) {
    if (text == word) return value;
  }
  return std::nullopt;
}

Format format_of_content_type(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  const std::size_t end = type.find_last_not_of(" \t");
  if (end == std::string_view::npos) return Format::text;
  return lower(type.substr(0, end + 1)) == "application/openmetrics-text" ? Format::openmetrics
                                                                          : Format::text;
}

Format detect_format(std::string_view head, std::string_view tail) {
  if (tail.ends_with('\n')) tail.remove_suffix(1);
  if (tail == "# EOF" || tail.ends_with("\n# EOF")) return Format::openmetrics;
  HeadReader reader;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    if (reader.is_openmetrics(head.substr(0, end))) return Format::openmetrics;
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return Format::text;
}

}  // namespace nsmon::exposition
