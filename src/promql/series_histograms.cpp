// SPDX-License-Identifier: Apache-2.0
// Histograms in series descriptions: `{{schema:1 sum:3 buckets:[1 2]}}`.
#include "base/utf8.h"
#include "promql/series_parser.h"

#include <fmt/core.h>

#include <array>
#include <bitset>

namespace nsmon::promql {

struct SeriesParser::Fields {
  static constexpr std::size_t kCount = static_cast<std::size_t>(Tok::counter_reset_hint_key) -
                                        static_cast<std::size_t>(Tok::schema_key) + 1;

  std::bitset<kCount> given;
  series::Histogram histogram;
  std::int32_t offset = 0;
  std::int32_t negative_offset = 0;

  static std::size_t index(Tok key) {
    return static_cast<std::size_t>(key) - static_cast<std::size_t>(Tok::schema_key);
  }
};

namespace {
constexpr TokenReader::Context kInDescription{"histogram description",
                                              "histogram description key, e.g. buckets:[5 10 7]"};

void add_span(series::Buckets& buckets, std::int32_t offset) {
  if (buckets.counts.empty()) return;
  buckets.spans = {{offset, static_cast<std::uint32_t>(buckets.counts.size())}};
}
}  // namespace

bool SeriesParser::histogram(Written& result) {
  take();
  Fields fields;
  if (accept(Tok::space)) {
    // A blank may stand before the closing braces only.
    if (!expect(Tok::close_histogram)) return false;
  } else if (!accept(Tok::close_histogram) && !histogram_fields(fields)) {
    return false;
  }
  add_span(fields.histogram.positive, fields.offset);
  add_span(fields.histogram.negative, fields.negative_offset);
  result.hint = fields.given.test(Fields::index(Tok::counter_reset_hint_key));
  result.histogram = std::move(fields.histogram);
  return true;
}

bool SeriesParser::histogram_fields(Fields& fields) {
  if (!field(fields)) return false;
  const Within context(*this, kInDescription);
  while (!accept(Tok::close_histogram)) {
    if (!expect(Tok::space)) return false;
    if (accept(Tok::close_histogram)) return true;
    if (!field(fields)) return false;
  }
  return true;
}

bool SeriesParser::field(Fields& fields) {
  const Tok key = peek().kind;
  if (!is_histogram_key(key)) {
    unexpected();
    return false;
  }
  const std::string name(text(take()));
  const bool repeated = fields.given.test(Fields::index(key));
  if (!expect(Tok::colon) || !field_value(fields, key, !repeated)) return false;
  if (repeated) judge({}, fmt::format("duplicate key \"{}\" in histogram", name));
  fields.given.set(Fields::index(key));
  return true;
}

// Reads the value of a field; the first one given is kept.
bool SeriesParser::field_value(Fields& fields, Tok key, bool keep) {
  series::Histogram& histogram = fields.histogram;
  std::int64_t whole = 0;
  double number = 0;
  std::vector<double> list;
  const auto set = [&](auto& target, auto value) {
    if (keep) target = std::move(value);
    return true;
  };
  switch (key) {
    case Tok::schema_key:
      return integer(whole) && set(histogram.schema, static_cast<std::int32_t>(whole));
    case Tok::offset_key:
      return integer(whole) && set(fields.offset, static_cast<std::int32_t>(whole));
    case Tok::n_offset_key:
      return integer(whole) && set(fields.negative_offset, static_cast<std::int32_t>(whole));
    case Tok::sum_key: return signed_number(number) && set(histogram.sum, number);
    case Tok::count_key: return signed_number(number) && set(histogram.count, number);
    case Tok::z_bucket_key: return signed_number(number) && set(histogram.zero_count, number);
    case Tok::z_bucket_w_key:
      if (peek().kind == Tok::sub) {
        unexpected();
        return false;
      }
      return signed_number(number) && set(histogram.zero_threshold, number);
    case Tok::custom_values_key:
      return numbers_in_brackets(list) && set(histogram.custom_bounds, std::move(list));
    case Tok::buckets_key:
      return numbers_in_brackets(list) && set(histogram.positive.counts, std::move(list));
    case Tok::n_buckets_key:
      return numbers_in_brackets(list) && set(histogram.negative.counts, std::move(list));
    default: return hint(fields, keep);
  }
}

bool SeriesParser::integer(std::int64_t& value) {
  const bool negative = accept(Tok::sub);
  std::uint64_t magnitude = 0;
  if (!count(magnitude)) return false;
  value = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return true;
}

bool SeriesParser::numbers_in_brackets(std::vector<double>& list) {
  if (!expect(Tok::left_bracket)) return false;
  double number = 0;
  if (!signed_number(number)) return false;
  list.push_back(number);
  while (true) {
    if (accept(Tok::right_bracket)) return true;
    if (peek().kind == Tok::end || peek().kind == Tok::error) {
      unexpected();
      return false;
    }
    // What fits nowhere is passed over without a word: the grammar of Prometheus recovers here.
    if (!accept(Tok::space)) {
      take();
      continue;
    }
    const Tok kind = peek().kind;
    if (kind != Tok::number && kind != Tok::sub) continue;
    if (!signed_number(number)) return false;
    list.push_back(number);
  }
}

bool SeriesParser::hint(Fields& fields, bool keep) {
  series::ResetHint value = series::ResetHint::unknown;
  switch (peek().kind) {
    case Tok::hint_unknown: break;
    case Tok::hint_reset: value = series::ResetHint::reset; break;
    case Tok::hint_not_reset: value = series::ResetHint::not_reset; break;
    case Tok::hint_gauge: value = series::ResetHint::gauge; break;
    default: unexpected(); return false;
  }
  take();
  if (keep) fields.histogram.hint = value;
  return true;
}

}  // namespace nsmon::promql
