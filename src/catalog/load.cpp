// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.h"

#include "base/utf8.h"
#include "catalog/consistency.h"
#include "catalog/field_reader.h"
#include "yaml/document.h"
#include "yaml/resolve.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace nsmon::catalog {
namespace {

constexpr std::array<std::string_view, 5> kTopKeys = {"metrics", "targets", "external_labels",
                                                      "retention", "foreign"};
constexpr std::array<std::string_view, 15> kMetricKeys = {
    "name", "type", "unit",      "help",     "labels", "buckets", "range",           "typical",
    "enum", "zero", "quantiles", "replaces", "jobs",   "born",    "native_histogram"};
constexpr std::array<std::string_view, 5> kLabelKeys = {"values", "examples", "cardinality", "role",
                                                        "optional"};
constexpr std::array<std::string_view, 3> kTargetKeys = {"scrape_interval", "instances", "labels"};

constexpr std::array<std::string_view, 7> kTypeWords = {
    "counter", "gauge", "histogram", "summary", "info", "stateset", "unknown"};
constexpr std::array<std::string_view, 3> kCardinalityWords = {"low", "high", "unbounded"};
constexpr std::array<Cardinality, 3> kCardinalities = {Cardinality::low, Cardinality::high,
                                                       Cardinality::unbounded};
constexpr std::array<std::string_view, 1> kRoleWords = {"iteration"};
constexpr std::array<std::string_view, 2> kBornWords = {"first_event", "start"};
constexpr std::array<std::string_view, 1> kZeroWords = {"unlimited"};

// Reads one file; `loaded` is complete when run() returns.
class Loader {
 public:
  explicit Loader(Loaded& loaded) : loaded_(loaded), read_(loaded.problems) {}

  void run(const yaml::Node& root) {
    read_.mapping(root, "a catalog", kTopKeys, [&](std::string_view key, const auto& entry) {
      CatalogFile& file = loaded_.file;
      if (key == "metrics") {
        read_.list(entry.value, "metrics", [&](const yaml::Node& one) { metric(one); });
      } else if (key == "targets") {
        read_.mapping(entry.value, "targets", {},
                      [&](std::string_view job, const auto& one) { target(job, one); });
      } else if (key == "external_labels") {
        file.external_labels = read_.text_map(entry.value, "external_labels");
        file.external_labels_span = entry.value.span();
      } else if (key == "retention") {
        file.retention = read_.duration(entry.value, "retention");
        file.retention_span = entry.value.span();
      } else {
        foreign(entry.value);
      }
    });
  }

 private:
  void metric(const yaml::Node& node) {
    Metric metric{.name = {}, .file = loaded_.file.file};
    if (!node.is_mapping()) {
      read_.malformed("expected a mapping with name and type as metric", node.span());
      return;
    }
    bool has_type = false;
    read_.mapping(node, "a metric", kMetricKeys, [&](std::string_view key, const auto& entry) {
      if (key == "name") {
        metric.name = read_.text(entry.value, "name").value_or("");
        metric.places.name = entry.value.span();
      } else if (key == "type") {
        has_type = true;
        const auto word = read_.word(entry.value, "type", kTypeWords);
        if (word) metric.type = *parse_metric_type(kTypeWords[*word]);
        metric.places.type = entry.value.span();
      } else {
        metric_field(metric, key, entry.value);
      }
    });
    if (metric.places.name == Span{}) {
      read_.malformed("metric without a name", {node.span().begin, node.span().begin + 1},
                      "give it a name: field");
    } else if (!has_type) {
      read_.malformed(fmt::format("metric {} has no type", quoted(metric.name)), metric.places.name,
                      "add type: counter, gauge, histogram, summary, info, stateset or unknown");
    }
    if (metric.name.empty() || !has_type) return;
    check_metric(metric, loaded_.problems);
    loaded_.file.metrics.push_back(std::move(metric));
  }

  void metric_field(Metric& metric, std::string_view key, const yaml::Node& node) {
    MetricPlaces& places = metric.places;
    if (key == "unit") {
      metric.unit = read_.text(node, "unit").value_or("");
      places.unit = node.span();
    } else if (key == "help") {
      metric.help = read_.text(node, "help").value_or("");
      places.help = node.span();
    } else if (key == "labels") {
      metric.labels = labels(node);
      places.labels = node.span();
    } else if (key == "buckets") {
      metric.buckets = read_.numbers(node, "buckets");
      places.buckets = node.span();
    } else if (key == "quantiles") {
      metric.quantiles = read_.numbers(node, "quantiles");
      places.quantiles = node.span();
    } else if (key == "range") {
      metric.range = range(node, "range");
      places.range = node.span();
    } else if (key == "typical") {
      metric.typical = range(node, "typical");
      places.typical = node.span();
    } else {
      rare_metric_field(metric, key, node);
    }
  }

  void rare_metric_field(Metric& metric, std::string_view key, const yaml::Node& node) {
    MetricPlaces& places = metric.places;
    if (key == "enum") {
      metric.enum_values = enum_values(node);
      places.values = node.span();
    } else if (key == "zero") {
      metric.zero_is_unlimited = read_.word(node, "zero", kZeroWords).has_value();
    } else if (key == "replaces") {
      metric.replaces = read_.texts(node, "replaces");
      places.replaces = node.span();
    } else if (key == "jobs") {
      metric.jobs = read_.texts(node, "jobs");
      places.jobs = node.span();
    } else if (key == "born") {
      const auto word = read_.word(node, "born", kBornWords);
      if (word) metric.born = *word == 0 ? Born::first_event : Born::start;
      places.born = node.span();
    } else {
      metric.native_histogram = read_.boolean(node, "native_histogram").value_or(false);
    }
  }

  std::vector<Label> labels(const yaml::Node& node) {
    std::vector<Label> all;
    read_.mapping(node, "labels", {}, [&](std::string_view name, const auto& entry) {
      Label label{.name = std::string(name), .span = entry.key.span()};
      read_.mapping(
          entry.value, "a label", kLabelKeys,
          [&](std::string_view key, const auto& field) { label_field(label, key, field.value); });
      all.push_back(std::move(label));
    });
    return all;
  }

  void label_field(Label& label, std::string_view key, const yaml::Node& node) {
    if (key == "values") {
      label.values = read_.texts(node, "values");
    } else if (key == "examples") {
      label.examples = read_.texts(node, "examples");
    } else if (key == "cardinality") {
      const auto word = read_.word(node, "cardinality", kCardinalityWords);
      if (word) label.cardinality = kCardinalities[*word];
    } else if (key == "role") {
      if (read_.word(node, "role", kRoleWords)) label.role = LabelRole::iteration;
    } else {
      label.optional = read_.boolean(node, "optional").value_or(false);
    }
  }

  std::optional<Range> range(const yaml::Node& node, std::string_view what) {
    if (!node.is_sequence() || node.items().size() != 2) {
      read_.malformed(fmt::format("expected two numbers [lowest, highest] as {}", what),
                      node.span(), "an open end is -.inf or .inf");
      return std::nullopt;
    }
    const auto low = read_.number(node.items()[0], "lowest value");
    const auto high = read_.number(node.items()[1], "highest value");
    if (!low || !high) return std::nullopt;
    return Range{.low = *low, .high = *high};
  }

  std::vector<EnumValue> enum_values(const yaml::Node& node) {
    std::vector<EnumValue> all;
    if (node.is_sequence()) {
      for (const double value : read_.numbers(node, "enum")) all.push_back({value, {}});
      return all;
    }
    read_.mapping(node, "enum", {}, [&](std::string_view, const auto& entry) {
      const auto value = read_.number(entry.key, "value of enum");
      const auto name = read_.text(entry.value, "name of an enum value");
      if (value && name) all.push_back({*value, *name});
    });
    return all;
  }

  void target(std::string_view job, const yaml::Entry& entry) {
    Target target{.job = std::string(job), .file = loaded_.file.file, .span = entry.key.span()};
    read_.mapping(entry.value, "a target", kTargetKeys,
                  [&](std::string_view key, const auto& field) {
                    if (key == "scrape_interval") {
                      target.scrape_interval = read_.duration(field.value, "scrape_interval");
                    } else if (key == "instances") {
                      target.instances = read_.texts(field.value, "instances");
                    } else {
                      target.labels = read_.text_map(field.value, "labels");
                    }
                  });
    loaded_.file.targets.push_back(std::move(target));
  }

  void foreign(const yaml::Node& node) {
    read_.list(node, "foreign", [&](const yaml::Node& one) {
      auto pattern = read_.text(one, "pattern in foreign");
      if (!pattern) return;
      loaded_.file.foreign.push_back(
          {.pattern = *std::move(pattern), .file = loaded_.file.file, .span = one.span()});
    });
  }

  Loaded& loaded_;
  FieldReader read_;
};

}  // namespace

Loaded load(std::string_view name, std::string_view text) {
  Loaded loaded;
  loaded.file.file = std::string(name);
  auto document = yaml::parse(text);
  if (!document) {
    loaded.problems.push_back(to_diagnostic(std::move(document).error()));
    loaded.problems.back().id = "catalog/syntax";
    return loaded;
  }
  for (const Error& twice : document->duplicate_keys()) {
    loaded.problems.push_back(to_diagnostic(twice));
    loaded.problems.back().id = "catalog/syntax";
  }
  const yaml::Node* root = document->root();
  if (root == nullptr || yaml::is_null(*root, yaml::Dialect::v3)) {
    loaded.problems.push_back({.id = "catalog/syntax",
                               .message = "the catalog is empty",
                               .hint = "it needs a list of metrics: metrics:"});
    return loaded;
  }
  Loader(loaded).run(*root);
  check_file(loaded.file, loaded.problems);
  std::ranges::stable_sort(loaded.problems, {},
                           [](const Diagnostic& one) { return one.span.begin; });
  return loaded;
}

std::vector<std::string_view> known_keys(std::string_view level) {
  if (level.empty()) return {kTopKeys.begin(), kTopKeys.end()};
  if (level == "metric") return {kMetricKeys.begin(), kMetricKeys.end()};
  if (level == "label") return {kLabelKeys.begin(), kLabelKeys.end()};
  if (level == "target") return {kTargetKeys.begin(), kTargetKeys.end()};
  return {};
}

}  // namespace nsmon::catalog
