// SPDX-License-Identifier: Apache-2.0
#include "prometheus/result.h"

#include <fmt/format.h>

namespace nsmon::prometheus {

std::string_view to_string(ResultType type) {
  switch (type) {
    case ResultType::vector: return "vector";
    case ResultType::matrix: return "matrix";
    case ResultType::scalar: return "scalar";
    case ResultType::string: return "string";
  }
  return "";
}

std::string to_text(const HistogramValue& histogram) {
  std::string out = fmt::format("{{count:{}, sum:{}", histogram.count, histogram.sum);
  for (const auto& bucket : histogram.buckets) {
    const bool lower_closed = bucket.boundaries == 1 || bucket.boundaries == 3;
    const bool upper_closed = bucket.boundaries == 0 || bucket.boundaries == 3;
    out += fmt::format(", {}{},{}{}:{}", lower_closed ? '[' : '(', bucket.lower, bucket.upper,
                       upper_closed ? ']' : ')', bucket.count);
  }
  return out + "}";
}

}  // namespace nsmon::prometheus
