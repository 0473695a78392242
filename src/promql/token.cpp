// SPDX-License-Identifier: Apache-2.0
#include "promql/token.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace nsmon::promql {
namespace {
struct Keyword {
  std::string_view word;
  Tok kind;
};

// Sorted by length, then by text.
constexpr auto kKeywords = std::to_array<Keyword>({
    {"by", Tok::by},
    {"on", Tok::on},
    {"or", Tok::or_},
    {"and", Tok::and_},
    {"avg", Tok::avg},
    {"end", Tok::end_word},
    {"inf", Tok::number},
    {"max", Tok::max},
    {"min", Tok::min},
    {"nan", Tok::number},
    {"sum", Tok::sum},
    {"bool", Tok::bool_},
    {"fill", Tok::fill},
    {"step", Tok::step},
    {"topk", Tok::topk},
    {"atan2", Tok::atan2},
    {"count", Tok::count},
    {"group", Tok::group},
    {"range", Tok::range},
    {"start", Tok::start},
    {"limitk", Tok::limitk},
    {"max_of", Tok::max_of},
    {"min_of", Tok::min_of},
    {"offset", Tok::offset},
    {"stddev", Tok::stddev},
    {"stdvar", Tok::stdvar},
    {"unless", Tok::unless},
    {"bottomk", Tok::bottomk},
    {"without", Tok::without},
    {"anchored", Tok::anchored},
    {"ignoring", Tok::ignoring},
    {"quantile", Tok::quantile},
    {"smoothed", Tok::smoothed},
    {"fill_left", Tok::fill_left},
    {"fill_right", Tok::fill_right},
    {"group_left", Tok::group_left},
    {"group_right", Tok::group_right},
    {"limit_ratio", Tok::limit_ratio},
    {"count_values", Tok::count_values},
});
constexpr std::size_t kLongest = kKeywords.back().word.size();

// First keyword of each length.
constexpr auto kFirstOfLength = [] {
  std::array<std::uint8_t, kLongest + 2> first{};
  for (std::size_t length = 0; length < first.size(); ++length) {
    std::size_t i = 0;
    while (i < kKeywords.size() && kKeywords[i].word.size() < length) ++i;
    first[length] = static_cast<std::uint8_t>(i);
  }
  return first;
}();

// Texts of tokens other than names are cut after ten characters.
std::string shortened(std::string_view text) {
  if (text.size() <= 10) return quoted(text);
  std::size_t end = 0;
  for (int i = 0; i < 10 && end < text.size(); ++i) {
    end += std::max<std::size_t>(decode_rune(text.substr(end)).length, 1);
  }
  return quoted(text.substr(0, end)) + "...";
}
}  // namespace

Tok keyword(std::string_view word) {
  if (word.size() > kLongest) return Tok::identifier;
  std::array<char, kLongest> lower{};
  std::ranges::transform(word, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::string_view wanted(lower.data(), word.size());
  for (std::size_t i = kFirstOfLength[word.size()]; i < kFirstOfLength[word.size() + 1]; ++i) {
    if (kKeywords[i].word == wanted) return kKeywords[i].kind;
  }
  return Tok::identifier;
}

std::string describe(Tok kind, std::string_view text) {
  switch (kind) {
    case Tok::end: return "end of input";
    case Tok::identifier: return "identifier " + quoted(text);
    case Tok::metric_identifier: return "metric identifier " + quoted(text);
    case Tok::string: return "string " + shortened(text);
    case Tok::number: return "number " + shortened(text);
    case Tok::duration: return "duration " + shortened(text);
    default: break;
  }
  if (is_keyword(kind)) return fmt::format("<{}>", text);
  if (is_operator(kind)) return fmt::format("<op:{}>", text);
  if (is_aggregator(kind)) return fmt::format("<aggr:{}>", text);
  return shortened(text);
}

}  // namespace nsmon::promql
