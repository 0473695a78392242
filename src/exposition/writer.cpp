// SPDX-License-Identifier: Apache-2.0
#include "exposition/writer.h"

#include "base/number_text.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>

namespace nsmon::exposition {
namespace {

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text, true);
  out += '"';
}

// The text format's word for a type; it has no word for some.
std::string_view type_word(MetricType type, Format format) {
  if (format == Format::openmetrics) return to_string(type);
  switch (type) {
    case MetricType::unknown:
    case MetricType::gaugehistogram: return "untyped";
    case MetricType::info:
    case MetricType::stateset: return "gauge";
    default: return to_string(type);
  }
}

}  // namespace

void Writer::name(std::string_view metric) {
  if (series::is_legacy_metric_name(metric)) {
    out_ += metric;
  } else {
    append_quoted(out_, metric);
  }
}

void Writer::metadata(const OwnedFamily& family) {
  if (family.help) {
    out_ += "# HELP ";
    name(family.name);
    out_ += ' ';
    append_escaped(out_, *family.help, format_ == Format::openmetrics);
    out_ += '\n';
  }
  out_ += "# TYPE ";
  name(family.name);
  out_ += ' ';
  out_ += type_word(family.type, format_);
  out_ += '\n';
  if (family.unit && format_ == Format::openmetrics) {
    out_ += "# UNIT ";
    name(family.name);
    out_ += ' ';
    out_ += *family.unit;
    out_ += '\n';
  }
}

void Writer::labels(const series::LabelSet& labels, std::string_view metric) {
  const bool quoted_name = !metric.empty() && !series::is_legacy_metric_name(metric);
  if (!quoted_name) out_ += metric;
  char separator = '{';
  if (quoted_name) {
    out_ += '{';
    append_quoted(out_, metric);
    separator = ',';
  }
  for (const auto& [label, value] : labels) {
    if (label == series::kMetricName) continue;
    out_ += separator;
    separator = ',';
    if (series::is_legacy_label_name(label)) {
      out_ += label;
    } else {
      append_quoted(out_, label);
    }
    out_ += '=';
    append_quoted(out_, value);
  }
  if (separator == ',') {
    out_ += '}';
  } else if (metric.empty()) {
    out_ += "{}";  // an exemplar's labels are never left out
  }
}

void Writer::timestamp(series::Timestamp timestamp) {
  out_ += ' ';
  if (format_ == Format::text) {
    fmt::format_to(std::back_inserter(out_), "{}", timestamp);
    return;
  }
  // Seconds; whole digits, so that no time is rounded.
  if (timestamp < 0) out_ += '-';
  const auto [seconds, rest] = std::lldiv(std::llabs(timestamp), 1000);
  fmt::format_to(std::back_inserter(out_), "{}", seconds);
  if (rest != 0) fmt::format_to(std::back_inserter(out_), ".{:03}", rest);
}

void Writer::sample(const OwnedSample& sample) {
  labels(sample.labels, sample.labels.metric_name());
  out_ += ' ';
  out_ += format_g(sample.value);
  if (sample.timestamp) timestamp(*sample.timestamp);
  if (sample.exemplar && format_ == Format::openmetrics) {
    out_ += " # ";
    labels(sample.exemplar->labels, {});
    out_ += ' ';
    out_ += format_g(sample.exemplar->value);
    if (sample.exemplar->timestamp) timestamp(*sample.exemplar->timestamp);
  }
  out_ += '\n';
}

void Writer::family(const OwnedFamily& family) {
  metadata(family);
  for (const OwnedSample& one : family.samples) sample(one);
}

void Writer::finish() {
  if (format_ == Format::openmetrics) out_ += "# EOF\n";
}

std::string write(const std::vector<OwnedFamily>& families, Format format) {
  std::string out;
  Writer writer(format, out);
  for (const OwnedFamily& family : families) writer.family(family);
  writer.finish();
  return out;
}

}  // namespace nsmon::exposition
