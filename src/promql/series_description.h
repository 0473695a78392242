// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "series/histogram.h"
#include "series/labels.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsmon::promql {

// One value of a series description; std::monostate is a gap (`_`).
using SequenceValue = std::variant<std::monostate, double, series::Histogram>;

struct SeriesDescription {
  series::LabelSet labels;
  std::vector<SequenceValue> values;  // repeats expanded
  // As long as `values`: true for a histogram whose counter reset hint was written.
  std::vector<bool> hint_written;
  std::size_t weight = 0;  // what the values take of kMaxSequence
};

// Most values that one description may expand to; a histogram counts once more for every twenty of
// its buckets and custom bounds, so that this bounds the memory of a description (some 200 MB).
inline constexpr std::size_t kMaxSequence = 1'048'576;

// Reads `metric{labels} v v v`, the notation of test scripts and rule unit tests. Messages as for
// expressions (context `series values`).
Result<SeriesDescription> parse_series_description(std::string_view text);

// Only the metric, as expected results name it; trailing text is an error.
Result<series::LabelSet> parse_metric(std::string_view text);

// `{{count:4 sum:5.6 buckets:[4]}}`: keys in fixed order, zero and unknown ones left out.
std::string print_histogram(const series::Histogram& histogram);

}  // namespace nsmon::promql
