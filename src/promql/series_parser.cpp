// SPDX-License-Identifier: Apache-2.0
#include "promql/series_parser.h"

#include "base/utf8.h"
#include "promql/literals.h"
#include "series/histogram_math.h"
#include "series/sample.h"

#include <fmt/core.h>

#include <bit>
#include <charconv>

namespace nsmon::promql {
namespace {
constexpr std::string_view kLabelSet = "label set";
constexpr std::string_view kSeriesValues = "series values";

// Words that can be the name of a metric although the lexer takes them for something else.
bool can_be_metric(Tok kind) {
  switch (kind) {
    case Tok::identifier:
    case Tok::metric_identifier:
    case Tok::and_:
    case Tok::or_:
    case Tok::unless:
    case Tok::by:
    case Tok::without:
    case Tok::offset:
    case Tok::anchored:
    case Tok::smoothed:
    case Tok::fill:
    case Tok::fill_left:
    case Tok::fill_right:
    case Tok::start:
    case Tok::end_word:
    case Tok::step:
    case Tok::range:
    case Tok::min_of:
    case Tok::max_of: return true;
    default: return is_aggregator(kind);
  }
}

bool starts_item(Tok kind) {
  switch (kind) {
    case Tok::blank:
    case Tok::number:
    case Tok::duration:
    case Tok::add:
    case Tok::sub:
    case Tok::identifier:
    case Tok::open_histogram: return true;
    default: return false;
  }
}

series::ResetHint combined(series::ResetHint a, series::ResetHint b) {
  using series::ResetHint;
  if (a == b) return a;
  return a == ResetHint::gauge || b == ResetHint::gauge ? ResetHint::gauge : ResetHint::unknown;
}

std::size_t weight_of(const series::Histogram& histogram) {
  constexpr std::size_t kBucketsPerValue = 20;
  return 1 + (histogram.positive.counts.size() + histogram.negative.counts.size() +
              histogram.custom_bounds.size()) /
                 kBucketsPerValue;
}
}  // namespace

Result<SeriesDescription> SeriesParser::description() {
  SeriesDescription result;
  if (labels(result.labels) && values(result) && peek().kind != Tok::end) unexpected();
  if (!errors().empty()) return std::unexpected(std::move(errors().front()));
  return result;
}

Result<series::LabelSet> SeriesParser::metric() {
  series::LabelSet result;
  if (labels(result) && peek().kind != Tok::end) unexpected();
  if (!errors().empty()) return std::unexpected(std::move(errors().front()));
  return result;
}

bool SeriesParser::labels(series::LabelSet& result) {
  std::string_view name;
  if (can_be_metric(peek().kind)) name = text(take());
  std::vector<series::Label> list;
  if (peek().kind == Tok::left_brace && !label_list(list)) return false;
  result = series::LabelSet(std::move(list));
  if (!name.empty()) result.set(series::kMetricName, name);
  return true;
}

bool SeriesParser::label_list(std::vector<series::Label>& list) {
  take();
  while (peek().kind != Tok::right_brace) {
    if (!label(list)) return false;
    const Tok kind = peek().kind;
    if (kind == Tok::right_brace) break;
    if (kind != Tok::comma) {
      unexpected({kLabelSet, "\",\" or \"}\""});
      return false;
    }
    take();
  }
  take();
  return true;
}

bool SeriesParser::label(std::vector<series::Label>& list) {
  const Tok kind = peek().kind;
  if (kind != Tok::identifier && kind != Tok::string) {
    unexpected({kLabelSet, "identifier or \"}\""});
    return false;
  }
  const Token token = take();
  std::string name = kind == Tok::string ? unquote(text(token)) : std::string(text(token));
  if (peek().kind == Tok::equal) return label_value(list, std::move(name));
  if (kind == Tok::identifier) {
    unexpected({kLabelSet, "\"=\""});
    return false;
  }
  list.push_back({std::string(series::kMetricName), std::move(name)});
  return true;
}

bool SeriesParser::label_value(std::vector<series::Label>& list, std::string name) {
  take();
  if (peek().kind != Tok::string) {
    unexpected({kLabelSet, "string"});
    return false;
  }
  list.push_back({std::move(name), unquote(text(take()))});
  return true;
}

bool SeriesParser::values(SeriesDescription& result) {
  if (peek().kind != Tok::space && peek().kind != Tok::end) {
    unexpected({kSeriesValues, ""});
    return false;
  }
  while (accept(Tok::space)) {
    if (!starts_item(peek().kind)) continue;
    const Within context(*this, {kSeriesValues, ""});
    if (!item(result)) return false;
  }
  return true;
}

bool SeriesParser::item(SeriesDescription& result) {
  switch (peek().kind) {
    case Tok::blank: return gaps(result);
    case Tok::open_histogram: return histograms(result);
    default: return numbers(result);
  }
}

bool SeriesParser::gaps(SeriesDescription& result) {
  const Span span = take().span;
  std::uint64_t repeats = 1;
  if (accept(Tok::times) && !count(repeats)) return false;
  if (repeats == 0) return true;
  if (!room(result, repeats - 1, 1, span)) return false;
  for (std::uint64_t i = 0; i < repeats; ++i) append(result, std::monostate());
  return true;
}

bool SeriesParser::numbers(SeriesDescription& result) {
  double value = series::stale_marker();
  const Span span = peek().span;
  if (peek().kind != Tok::identifier) {
    if (!signed_number(value)) return false;
  } else if (text(peek()) == "stale") {
    take();
  } else {
    unexpected({kSeriesValues, "number or \"stale\""});
    return false;
  }
  double step = 0;
  const bool steps = peek().kind == Tok::add || peek().kind == Tok::sub;
  if (steps && !signed_number(step)) return false;
  std::uint64_t repeats = 0;
  if (steps || peek().kind == Tok::times) {
    if (!times(repeats)) return false;
  }
  if (!room(result, repeats, 1, span)) return false;
  append(result, value);
  for (std::uint64_t i = 0; i < repeats; ++i) {
    // A stale marker must keep its bits, so nothing is added where no step was written.
    if (steps) value += step;
    append(result, value);
  }
  return true;
}

bool SeriesParser::histograms(SeriesDescription& result) {
  const Span span = peek().span;
  Written first;
  if (!histogram(first)) return false;
  const Tok sign = peek().kind;
  if (sign == Tok::add || sign == Tok::sub) {
    take();
    return histogram_steps(result, first, sign);
  }
  std::uint64_t repeats = 0;
  if (sign == Tok::times && !times(repeats)) return false;
  if (!room(result, repeats, weight_of(first.histogram), span)) return false;
  for (std::uint64_t i = 0; i <= repeats; ++i) append(result, first.histogram, first.hint);
  return true;
}

// Each further value is the one before plus (or minus) the second histogram.
bool SeriesParser::histogram_steps(SeriesDescription& result, const Written& first, Tok sign) {
  if (peek().kind != Tok::open_histogram) {
    unexpected();
    return false;
  }
  const Span span = peek().span;
  Written step;
  std::uint64_t repeats = 0;
  if (!histogram(step) || !times(repeats)) return false;
  // A sum has no more buckets than its two parts together.
  const std::size_t weight = weight_of(first.histogram) + weight_of(step.histogram) - 1;
  if (!room(result, repeats, weight, span)) return false;
  series::Histogram value = first.histogram;
  append(result, value, step.hint);
  for (std::uint64_t i = 0; i < repeats; ++i) {
    if (value.schema > step.histogram.schema) {
      judge(last_count_,
            fmt::format("error combining histograms: cannot merge from schema {} to {}",
                        step.histogram.schema, value.schema));
      return false;
    }
    const series::ResetHint hint = combined(value.hint, step.histogram.hint);
    const series::Combination outcome = sign == Tok::add ? series::add(value, step.histogram)
                                                         : series::subtract(value, step.histogram);
    if (outcome.incompatible) {
      judge(last_count_,
            "cannot apply this operation on histograms with a mix of exponential and custom bucket "
            "schemas");
      return false;
    }
    value.hint = hint;
    append(result, value, step.hint);
  }
  return true;
}

bool SeriesParser::times(std::uint64_t& value) {
  return expect(Tok::times) && count(value);
}

bool SeriesParser::count(std::uint64_t& value) {
  if (peek().kind != Tok::number) {
    unexpected();
    return false;
  }
  const Token token = take();
  last_count_ = token.span;
  const std::string_view digits = text(token);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem == std::errc() && end == digits.data() + digits.size()) return true;
  const bool too_large =
      problem == std::errc::result_out_of_range && end == digits.data() + digits.size();
  judge(token.span,
        fmt::format("invalid repetition in series values: strconv.ParseUint: parsing {}: {}",
                    quoted(digits), too_large ? "value out of range" : "invalid syntax"));
  return false;
}

bool SeriesParser::signed_number(double& value) {
  const Tok sign = peek().kind;
  if (sign == Tok::add || sign == Tok::sub) take();
  if (peek().kind != Tok::number && peek().kind != Tok::duration) {
    unexpected();
    return false;
  }
  value = seconds(take());
  if (sign == Tok::sub) value = -value;
  return true;
}

bool SeriesParser::room(SeriesDescription& result, std::uint64_t more, std::size_t weight,
                        Span where) {
  if (more < kMaxSequence && (more + 1) * weight <= kMaxSequence - result.weight) {
    result.weight += (more + 1) * weight;
    return true;
  }
  judge(where, fmt::format("series description has more than {} values{}", kMaxSequence,
                           weight > 1 ? " (large histograms count several times)" : ""));
  return false;
}

void SeriesParser::append(SeriesDescription& result, SequenceValue value, bool hint) {
  result.values.push_back(std::move(value));
  result.hint_written.push_back(hint);
}

}  // namespace nsmon::promql
