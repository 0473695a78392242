// SPDX-License-Identifier: Apache-2.0
#include "catalog/consistency.h"

#include "base/nearest_name.h"
#include "base/number_text.h"
#include "base/utf8.h"
#include "series/labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace nsmon::catalog {
namespace {

// The checks of one metric; all add to the same list.
class MetricCheck {
 public:
  MetricCheck(const Metric& metric, std::vector<Diagnostic>& problems)
      : metric_(metric), problems_(problems) {}

  void run() {
    check_name();
    check_unit();
    check_labels();
    check_type_fields();
    check_buckets();
    check_quantiles();
    check_range();
    check_replaces();
  }

 private:
  void add(std::string id, std::string message, Span span, std::string hint = {}) {
    problems_.push_back({.id = std::move(id),
                         .message = std::move(message),
                         .span = span,
                         .hint = std::move(hint)});
  }

  bool is(MetricType type) const { return metric_.type == type; }

  void check_name() {
    if (!series::is_legacy_metric_name(metric_.name)) {
      add("catalog/name", fmt::format("illegal metric name {}", quoted(metric_.name)),
          metric_.places.name, "use letters, digits and _, and begin with a letter or _");
    } else if (metric_.name.contains(':')) {
      add("catalog/name", fmt::format("metric name {} has a colon", quoted(metric_.name)),
          metric_.places.name, "colons are kept for the results of recording rules");
    }
  }

  void check_unit() {
    const auto legal = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '*' || c == '/';
    };
    const std::string& unit = metric_.unit;
    if (unit.empty()) return;
    const bool edges = unit.front() == '*' || unit.front() == '/' || unit.back() == '*' ||
                       unit.back() == '/' || unit.contains("**") || unit.contains("//") ||
                       unit.contains("*/") || unit.contains("/*");
    if (!std::ranges::all_of(unit, legal) || edges) {
      add("catalog/unit", fmt::format("cannot read unit {}", quoted(unit)), metric_.places.unit,
          "write a word such as seconds, bytes, ratio, percent or one, or a product such as "
          "bytes/seconds");
    }
  }

  void check_labels() {
    if (!metric_.labels) return;
    for (const Label& label : *metric_.labels) {
      if (!series::is_legacy_label_name(label.name)) {
        add("catalog/name", fmt::format("illegal label name {}", quoted(label.name)), label.span,
            "use letters, digits and _, and begin with a letter or _");
      } else if (label.name == "le" || label.name == "quantile" || label.name.starts_with("__")) {
        add("catalog/reserved-label", fmt::format("label {} is reserved", quoted(label.name)),
            label.span,
            label.name == "le"         ? "list the bounds in buckets:"
            : label.name == "quantile" ? "list them in quantiles:"
                                       : "choose a name without leading underscores");
      }
      if (label.closed() && !label.examples.empty()) {
        add("catalog/syntax",
            fmt::format("label {} has both values and examples", quoted(label.name)), label.span,
            "values is the closed list of what may occur, examples a part of an open one");
      }
      if (label.closed() && label.cardinality == Cardinality::unbounded) {
        add("catalog/syntax",
            fmt::format("label {} has a closed list of values, but is called unbounded",
                        quoted(label.name)),
            label.span);
      }
    }
  }

  void not_for_type(std::string_view field, Span span, std::string_view types) {
    add("catalog/type", fmt::format("a {} has no {}", to_string(metric_.type), field), span,
        fmt::format("{} is for {}", field, types));
  }

  void check_type_fields() {
    if (is(MetricType::unknown)) return;
    const MetricPlaces& places = metric_.places;
    if (!metric_.buckets.empty() && !is(MetricType::histogram)) {
      not_for_type("buckets", places.buckets, "histograms");
    }
    if (!metric_.quantiles.empty() && !is(MetricType::summary)) {
      not_for_type("quantiles", places.quantiles, "summaries");
    }
    if (!metric_.enum_values.empty() && !is(MetricType::gauge)) {
      not_for_type("enum", places.values, "gauges");
    }
    if (metric_.native_histogram && !is(MetricType::histogram)) {
      not_for_type("native_histogram", places.name, "histograms");
    }
  }

  void check_buckets() {
    const std::vector<double>& buckets = metric_.buckets;
    const Span span = metric_.places.buckets;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      if (!std::isfinite(buckets[i])) {
        add("catalog/buckets", fmt::format("bucket bound {} is not finite", format_g(buckets[i])),
            span, "the +Inf bucket is understood, leave it out");
        return;
      }
      if (i > 0 && buckets[i] <= buckets[i - 1]) {
        add("catalog/buckets",
            fmt::format("bucket bound {} comes after {}", format_g(buckets[i]),
                        format_g(buckets[i - 1])),
            span, "list the bounds in ascending order, each once");
        return;
      }
    }
    if (!buckets.empty() && metric_.range && buckets.front() > metric_.range->high) {
      add("catalog/buckets",
          fmt::format("the first bucket bound {} lies above the range", format_g(buckets.front())),
          span);
    }
  }

  void check_quantiles() {
    for (const double quantile : metric_.quantiles) {
      if (quantile >= 0 && quantile <= 1) continue;
      add("catalog/type", fmt::format("quantile {} is outside of 0 to 1", format_g(quantile)),
          metric_.places.quantiles);
      return;
    }
  }

  static bool is_empty(const Range& range) { return !(range.low <= range.high); }

  void check_range() {
    const MetricPlaces& places = metric_.places;
    if (metric_.typical && is_empty(*metric_.typical)) {
      add("catalog/range", "the typical range ends before it begins", places.typical);
    }
    if (!metric_.range) return;
    const Range range = *metric_.range;
    if (is_empty(range)) {
      add("catalog/range", "the range ends before it begins", places.range,
          "write [lowest, highest]");
      return;
    }
    if (is(MetricType::counter) && range.low < 0) {
      add("catalog/range", "a counter is never negative", places.range, "begin the range at 0");
    }
    if (metric_.unit == "percent" && range.high == 1) {
      add("catalog/range", "a percentage goes to 100, the range ends at 1", places.range,
          "write [0, 100], or call the unit ratio");
    }
    if (metric_.typical && !is_empty(*metric_.typical) &&
        (metric_.typical->low < range.low || metric_.typical->high > range.high)) {
      add("catalog/range", "the typical range reaches beyond the range", places.typical);
    }
    for (const EnumValue& one : metric_.enum_values) {
      if (range.contains(one.value)) continue;
      add("catalog/range",
          fmt::format("enum value {} lies outside of the range", format_g(one.value)),
          places.values);
    }
  }

  void check_replaces() {
    for (const std::string& old_name : metric_.replaces) {
      if (old_name != metric_.name) continue;
      add("catalog/name", fmt::format("{} replaces itself", quoted(old_name)),
          metric_.places.replaces);
    }
  }

  const Metric& metric_;
  std::vector<Diagnostic>& problems_;
};

}  // namespace

void check_metric(const Metric& metric, std::vector<Diagnostic>& problems) {
  MetricCheck(metric, problems).run();
}

void check_file(const CatalogFile& file, std::vector<Diagnostic>& problems) {
  if (file.targets.empty()) return;
  std::vector<std::string_view> jobs;
  for (const Target& target : file.targets) jobs.push_back(target.job);
  std::set<std::string_view> reported;
  for (const Metric& metric : file.metrics) {
    for (const std::string& job : metric.jobs) {
      if (std::ranges::find(jobs, job) != jobs.end() || !reported.insert(job).second) continue;
      const auto nearest = nearest_name(job, std::span<const std::string_view>(jobs));
      problems.push_back({.severity = Severity::warning,
                          .id = "catalog/unknown-job",
                          .message = fmt::format("no target has the job {}", quoted(job)),
                          .span = metric.places.jobs,
                          .hint = nearest ? fmt::format("did you mean {}?", *nearest)
                                          : "describe it under targets:"});
    }
  }
}

}  // namespace nsmon::catalog
