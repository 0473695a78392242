// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.h"
#include "series/histogram_bounds.h"
#include "series/histogram_math.h"

#include <fmt/format.h>

#include <ranges>
#include <string>

namespace nsmon::series {
namespace {

void append_bucket(std::string& out, const BucketRange& range) {
  if (range.count == 0) return;
  fmt::format_to(std::back_inserter(out), ", {}{},{}{}:{}", range.lower_inclusive ? '[' : '(',
                 format_g(range.lower), format_g(range.upper), range.upper_inclusive ? ']' : ')',
                 format_g(range.count));
}

}  // namespace

std::string to_text(const Histogram& histogram) {
  std::string out =
      fmt::format("{{count:{}, sum:{}", format_g(histogram.count), format_g(histogram.sum));
  const auto negative = bucket_list(histogram.negative);
  for (const BucketCount& bucket : negative | std::views::reverse) {
    append_bucket(out, negative_range(histogram, bucket));
  }
  append_bucket(out, zero_range(histogram));
  for (const BucketCount& bucket : bucket_list(histogram.positive)) {
    append_bucket(out, positive_range(histogram, bucket));
  }
  out += '}';
  return out;
}

}  // namespace nsmon::series
