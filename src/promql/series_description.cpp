// SPDX-License-Identifier: Apache-2.0
#include "promql/series_description.h"

#include "base/number_text.h"
#include "promql/series_parser.h"

#include <fmt/core.h>

namespace nsmon::promql {
namespace {
// Widest gap between buckets that is filled with zeros; only made-up histograms have wider ones.
constexpr std::int64_t kWidestGap = 1'000'000;

// Neighbouring buckets from the first to the last one that is not empty.
struct Run {
  std::int64_t offset = 0;
  std::vector<double> counts;
};

Run to_run(const series::Buckets& buckets) {
  Run run;
  std::int64_t index = 0;
  std::int64_t pending = 0;  // empty buckets since the last populated one
  std::size_t next = 0;
  for (const series::BucketSpan& span : buckets.spans) {
    index += span.offset;
    if (!run.counts.empty()) pending += span.offset;
    for (std::uint32_t i = 0; i < span.length && next < buckets.counts.size(); ++i, ++index) {
      const double count = buckets.counts[next++];
      if (count == 0) {
        if (!run.counts.empty()) ++pending;
        continue;
      }
      if (run.counts.empty()) run.offset = index;
      if (pending > kWidestGap) return run;
      run.counts.insert(run.counts.end(), static_cast<std::size_t>(pending), 0.0);
      pending = 0;
      run.counts.push_back(count);
    }
  }
  return run;
}

std::string list_text(const std::vector<double>& numbers) {
  std::string text = "[";
  for (const double number : numbers) {
    if (text.size() > 1) text += ' ';
    text += format_g(number);
  }
  return text + ']';
}

class HistogramText {
 public:
  void add(std::string_view key, std::string_view value) {
    if (text_.size() > 2) text_ += ' ';
    text_ += fmt::format("{}:{}", key, value);
  }
  void add_unless_zero(std::string_view key, double value) {
    if (value != 0) add(key, format_g(value));
  }
  void add_buckets(std::string_view offset_key, std::string_view key,
                   const series::Buckets& buckets) {
    const Run run = to_run(buckets);
    if (run.counts.empty()) return;
    if (run.offset != 0) add(offset_key, std::to_string(run.offset));
    add(key, list_text(run.counts));
  }
  std::string finish() { return std::move(text_) + "}}"; }

 private:
  std::string text_ = "{{";
};
}  // namespace

Result<SeriesDescription> parse_series_description(std::string_view text) {
  return SeriesParser(text, Lexer::Language::series).description();
}

Result<series::LabelSet> parse_metric(std::string_view text) {
  return SeriesParser(text, Lexer::Language::expression).metric();
}

std::string print_histogram(const series::Histogram& histogram) {
  HistogramText text;
  if (histogram.schema != 0) text.add("schema", std::to_string(histogram.schema));
  text.add_unless_zero("count", histogram.count);
  text.add_unless_zero("sum", histogram.sum);
  text.add_unless_zero("z_bucket", histogram.zero_count);
  text.add_unless_zero("z_bucket_w", histogram.zero_threshold);
  if (histogram.uses_custom_bounds()) text.add("custom_values", list_text(histogram.custom_bounds));
  switch (histogram.hint) {
    case series::ResetHint::unknown: break;
    case series::ResetHint::reset: text.add("counter_reset_hint", "reset"); break;
    case series::ResetHint::not_reset: text.add("counter_reset_hint", "not_reset"); break;
    case series::ResetHint::gauge: text.add("counter_reset_hint", "gauge"); break;
  }
  text.add_buckets("offset", "buckets", histogram.positive);
  text.add_buckets("n_offset", "n_buckets", histogram.negative);
  return text.finish();
}

}  // namespace nsmon::promql
