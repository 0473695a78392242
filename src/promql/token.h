// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsmon::promql {

// Kinds of tokens, in groups: what error messages call a token depends on its group.
enum class Tok : std::uint8_t {
  end,
  error,
  identifier,
  metric_identifier,
  string,
  number,
  duration,
  // punctuation
  left_paren,
  right_paren,
  left_brace,
  right_brace,
  left_bracket,
  right_bracket,
  comma,
  colon,
  equal,
  // of series descriptions
  space,
  blank,
  times,
  open_histogram,
  close_histogram,
  // operators
  add,
  sub,
  mul,
  div,
  mod,
  pow,
  atan2,
  eql,
  neq,
  gtr,
  lss,
  gte,
  lte,
  trim_upper,
  trim_lower,
  and_,
  or_,
  unless,
  equal_regex,
  not_equal_regex,
  at,
  // aggregators
  sum,
  avg,
  count,
  min,
  max,
  group,
  stddev,
  stdvar,
  topk,
  bottomk,
  count_values,
  quantile,
  limitk,
  limit_ratio,
  // keywords
  bool_,
  by,
  without,
  on,
  ignoring,
  group_left,
  group_right,
  fill,
  fill_left,
  fill_right,
  offset,
  anchored,
  smoothed,
  // words with a meaning only in some places
  start,
  end_word,
  step,
  range,
  min_of,
  max_of,
  // keys and values of a histogram description
  schema_key,
  sum_key,
  count_key,
  z_bucket_key,
  z_bucket_w_key,
  custom_values_key,
  buckets_key,
  offset_key,
  n_buckets_key,
  n_offset_key,
  counter_reset_hint_key,
  hint_unknown,
  hint_reset,
  hint_not_reset,
  hint_gauge
};

struct Token {
  Tok kind = Tok::end;
  Span span;
};

constexpr bool is_operator(Tok kind) {
  return kind >= Tok::add && kind <= Tok::at;
}
constexpr bool is_aggregator(Tok kind) {
  return kind >= Tok::sum && kind <= Tok::limit_ratio;
}
constexpr bool is_keyword(Tok kind) {
  return kind >= Tok::bool_ && kind <= Tok::smoothed;
}
constexpr bool is_histogram_key(Tok kind) {
  return kind >= Tok::schema_key && kind <= Tok::counter_reset_hint_key;
}

// The keyword that a word is, whatever its case; `inf` and `nan` are numbers; Tok::identifier when
// it is none.
Tok keyword(std::string_view word);

// How messages name a token: `identifier "x"`, `<op:+>`, `end of input`.
std::string describe(Tok kind, std::string_view text);

}  // namespace nsmon::promql
