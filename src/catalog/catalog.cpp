// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "catalog/builtins.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace nsmon::catalog {
namespace {

constexpr std::string_view kConflict = "catalog/conflicting-definition";

// `*` in the pattern stands for any text. Linear: each star takes as little as it can, and only the
// last one is widened.
bool fits(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return std::ranges::all_of(pattern.substr(p), [](char c) { return c == '*'; });
}

// The parts whose names lead to a metric: those it exposes, its bare name, and _created, which some
// client libraries add.
std::vector<Part> known_parts(const Metric& metric) {
  const bool histogram = metric.type == MetricType::histogram;
  std::vector<Part> parts{histogram && !metric.native_histogram ? Part::family : Part::value};
  if (histogram) parts.push_back(Part::bucket);
  if (histogram || metric.type == MetricType::summary) {
    parts.push_back(Part::sum);
    parts.push_back(Part::count);
  }
  if (histogram || metric.type == MetricType::summary || metric.type == MetricType::counter) {
    parts.push_back(Part::created);
  }
  if (metric.type == MetricType::info && !metric.name.ends_with("_info")) {
    parts.push_back(Part::family);
  }
  return parts;
}

bool same_label(const Label& a, const Label& b) {
  return a.name == b.name && (!a.closed() || !b.closed() || a.values == b.values);
}

// The field in which two definitions contradict each other; empty when they agree. What one of them
// leaves open is no contradiction.
std::string_view contradiction(const Metric& a, const Metric& b) {
  if (a.type != b.type) return "type";
  if (!a.unit.empty() && !b.unit.empty() && a.unit != b.unit) return "unit";
  if (!a.buckets.empty() && !b.buckets.empty() && a.buckets != b.buckets) return "buckets";
  if (!a.quantiles.empty() && !b.quantiles.empty() && a.quantiles != b.quantiles) {
    return "quantiles";
  }
  if (a.labels && b.labels && !std::ranges::is_permutation(*a.labels, *b.labels, same_label)) {
    return "labels";
  }
  if (a.range && b.range && a.range != b.range) return "range";
  return {};
}

struct Definition {
  std::string_view file;
  Span span;
};

Diagnostic conflict(std::string message, Definition now, Definition first, std::string hint) {
  Note note{.message = "defined here first", .span = first.span, .file = std::string(first.file)};
  if (first.file == now.file) note.file.clear();
  return {.id = std::string(kConflict),
          .message = std::move(message),
          .span = now.span,
          .hint = std::move(hint),
          .notes = {std::move(note)}};
}

}  // namespace

Catalog::Catalog() : builtins_(builtin_metrics()) {
  for (std::uint32_t i = 0; i < builtins_.size(); ++i) {
    series_.emplace(builtins_[i].name, Entry{.index = i, .builtin = true});
  }
}

Series Catalog::to_series(const Entry& entry) const {
  return {.metric = entry.builtin ? &builtins_[entry.index] : &metrics_[entry.index],
          .part = entry.part};
}

std::vector<Diagnostic> Catalog::add(CatalogFile file) {
  std::vector<Diagnostic> problems;
  add_settings(file, problems);
  for (Target& target : file.targets) add_target(std::move(target), problems);
  for (Metric& metric : file.metrics) add_metric(std::move(metric), problems);
  std::ranges::move(file.foreign, std::back_inserter(foreign_));
  return problems;
}

// What speaks against a second definition of a name; nothing when both say the same in two files.
std::optional<Diagnostic> Catalog::clash(const Metric& metric, const Metric& old) const {
  if (old.builtin) return std::nullopt;  // listing what Prometheus adds itself is no mistake
  if (old.name != metric.name) {
    return conflict(fmt::format("{} is a series of the {} {}", quoted(metric.name),
                                to_string(old.type), quoted(old.name)),
                    {metric.file, metric.places.name}, {old.file, old.places.name},
                    "rename one of them");
  }
  const std::string_view field = contradiction(old, metric);
  if (field.empty() && old.file != metric.file) return std::nullopt;
  const std::string what =
      field.empty() ? "" : fmt::format(": the definitions differ in {}", field);
  return conflict(fmt::format("{} is defined twice{}", quoted(metric.name), what),
                  {metric.file, metric.places.name}, {old.file, old.places.name},
                  "keep one definition");
}

void Catalog::add_metric(Metric metric, std::vector<Diagnostic>& problems) {
  if (const auto found = series_.find(metric.name); found != series_.end()) {
    if (auto problem = clash(metric, *to_series(found->second).metric)) {
      problems.push_back(*std::move(problem));
    }
    return;
  }
  const auto index = static_cast<std::uint32_t>(metrics_.size());
  for (const Part part : known_parts(metric)) {
    series_.try_emplace(series_name(metric, part), Entry{.index = index, .part = part});
  }
  for (const std::string& old_name : metric.replaces) {
    add_replaced(old_name, metric, index, problems);
  }
  metrics_.push_back(std::move(metric));
}

void Catalog::add_replaced(const std::string& old_name, const Metric& metric, std::uint32_t index,
                           std::vector<Diagnostic>& problems) {
  const Metric old{
      .name = old_name, .type = metric.type, .native_histogram = metric.native_histogram};
  for (const Part part : known_parts(old)) {
    const auto [place, is_new] =
        replaced_.try_emplace(series_name(old, part), Entry{.index = index, .part = part});
    if (is_new || place->second.index == index || place->first != old_name) continue;
    const Metric& other = metrics_[place->second.index];
    problems.push_back(
        conflict(fmt::format("{} is replaced by {} already", quoted(old_name), quoted(other.name)),
                 {metric.file, metric.places.replaces}, {other.file, other.places.replaces},
                 "an old name can have one successor"));
  }
}

void Catalog::add_target(Target target, std::vector<Diagnostic>& problems) {
  const Target* old = find_target(target.job);
  if (old == nullptr) {
    targets_.push_back(std::move(target));
    return;
  }
  const bool same = old->scrape_interval == target.scrape_interval &&
                    old->instances == target.instances && old->labels == target.labels;
  if (same) return;
  problems.push_back(conflict(fmt::format("target {} is defined twice", quoted(target.job)),
                              {target.file, target.span}, {old->file, old->span},
                              "keep one definition"));
}

void Catalog::add_settings(const CatalogFile& file, std::vector<Diagnostic>& problems) {
  const auto differs = [&](std::string_view what, Span span) {
    problems.push_back({.id = std::string(kConflict),
                        .message = fmt::format("another catalog file gives {} another value", what),
                        .span = span,
                        .hint = "say it in one file only"});
  };
  for (const auto& [name, value] : file.external_labels) {
    const auto [place, is_new] = external_labels_.try_emplace(name, value);
    if (!is_new && place->second != value) {
      differs(fmt::format("external label {}", quoted(name)), file.external_labels_span);
    }
  }
  if (!file.retention) return;
  if (retention_ && *retention_ != *file.retention) differs("retention", file.retention_span);
  if (!retention_) retention_ = file.retention;
}

const Metric* Catalog::find(std::string_view name) const {
  const auto found = series_.find(name);
  return found == series_.end() ? nullptr : to_series(found->second).metric;
}

std::optional<Series> Catalog::find_series(std::string_view name) const {
  const auto found = series_.find(name);
  if (found == series_.end()) return std::nullopt;
  return to_series(found->second);
}

std::optional<Series> Catalog::find_replacement(std::string_view old_name) const {
  const auto found = replaced_.find(old_name);
  if (found == replaced_.end()) return std::nullopt;
  return to_series(found->second);
}

bool Catalog::is_foreign(std::string_view name) const {
  return std::ranges::any_of(foreign_, [&](const Foreign& one) { return fits(one.pattern, name); });
}

std::optional<std::string> Catalog::suggest(std::string_view name) const {
  if (const auto found = replaced_.find(name); found != replaced_.end()) {
    const Series series = to_series(found->second);
    const auto place = series_.find(series_name(*series.metric, series.part));
    if (place != series_.end()) return place->first;
  }
  std::vector<std::string_view> names;
  names.reserve(series_.size());
  for (const auto& [known, entry] : series_) {
    if (entry.part != Part::created && entry.part != Part::family) names.push_back(known);
  }
  std::ranges::sort(names);  // the answer must not depend on the order of a hash table
  const auto nearest = nearest_name(name, std::span<const std::string_view>(names));
  return nearest ? std::optional<std::string>(*nearest) : std::nullopt;
}

const Target* Catalog::find_target(std::string_view job) const {
  const auto found = std::ranges::find(targets_, job, &Target::job);
  return found == targets_.end() ? nullptr : &*found;
}

}  // namespace nsmon::catalog
