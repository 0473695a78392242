// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"
#include "catalog/metric.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace nsmon::catalog {

// A target group: how a job is scraped.
struct Target {
  std::string job;
  std::optional<std::chrono::milliseconds> scrape_interval = {};
  std::vector<std::string> instances = {};
  std::map<std::string, std::string, std::less<>> labels = {};
  std::string file = {};
  Span span = {};  // the job's name in its file
};

// A name pattern with `*` for any text, for metrics that exist but are not described.
struct Foreign {
  std::string pattern;
  std::string file = {};
  Span span = {};
};

// One catalog file as read (catalog/load.h), not yet joined with others.
struct CatalogFile {
  std::string file;
  std::vector<Metric> metrics = {};
  std::vector<Target> targets = {};
  std::map<std::string, std::string, std::less<>> external_labels = {};
  std::optional<std::chrono::milliseconds> retention = {};
  std::vector<Foreign> foreign = {};
  Span external_labels_span = {};
  Span retention_span = {};
};

// All that is known about the metrics of a system: the joined content of catalog files and what
// Prometheus itself adds (up, ALERTS, ALERTS_FOR_STATE, scrape_*). Pointers to metrics hold until
// the next add(); a moved catalog keeps them.
class Catalog {
 public:
  Catalog();  // knows the built-in metrics only

  // Takes over a file. A metric, replaced name, target or external label that is defined already
  // stays as it was; when the new definition says something else, a problem (id
  // catalog/conflicting-definition) with a span in the new file and a note in the old one comes
  // back. The same definition twice in one file is a problem too.
  std::vector<Diagnostic> add(CatalogFile file);

  // The metric of that name, or that exposes a series of that name: for a histogram `h` all of h,
  // h_bucket, h_sum, h_count. Null when unknown; deprecated names are unknown here.
  const Metric* find(std::string_view name) const;
  // The same with the part that the name stands for. Nothing when unknown.
  std::optional<Series> find_series(std::string_view name) const;
  // For an old name (or a series of it): the metric that replaces it and the part. series_name() of
  // the answer is what to write instead.
  std::optional<Series> find_replacement(std::string_view old_name) const;

  // A `foreign` pattern covers the name: it exists, nothing else is known.
  bool is_foreign(std::string_view name) const;
  // find(), or foreign.
  bool knows(std::string_view name) const { return find(name) != nullptr || is_foreign(name); }
  // The known series name most like `name` (base/nearest_name.h); a deprecated name gives the new
  // one.
  std::optional<std::string> suggest(std::string_view name) const;

  // Metrics of the files in order of reading, without the built-in ones.
  const std::vector<Metric>& metrics() const { return metrics_; }
  const std::vector<Metric>& builtins() const { return builtins_; }
  const std::vector<Target>& targets() const { return targets_; }
  const Target* find_target(std::string_view job) const;
  const std::map<std::string, std::string, std::less<>>& external_labels() const {
    return external_labels_;
  }
  std::optional<std::chrono::milliseconds> retention() const { return retention_; }
  // Nothing was added: checks that need a catalog stay silent.
  bool empty() const { return metrics_.empty() && foreign_.empty(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  struct Entry {
    std::uint32_t index = 0;  // into metrics_, or into builtins_
    Part part = Part::value;
    bool builtin = false;
  };
  using Index = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

  Series to_series(const Entry& entry) const;
  std::optional<Diagnostic> clash(const Metric& metric, const Metric& old) const;
  void add_metric(Metric metric, std::vector<Diagnostic>& problems);
  void add_replaced(const std::string& old_name, const Metric& metric, std::uint32_t index,
                    std::vector<Diagnostic>& problems);
  void add_target(Target target, std::vector<Diagnostic>& problems);
  void add_settings(const CatalogFile& file, std::vector<Diagnostic>& problems);

  std::vector<Metric> metrics_;
  std::vector<Metric> builtins_;
  Index series_;    // every exposed name and every family name
  Index replaced_;  // the same for old names
  std::vector<Target> targets_;
  std::map<std::string, std::string, std::less<>> external_labels_;
  std::optional<std::chrono::milliseconds> retention_;
  std::vector<Foreign> foreign_;
};

}  // namespace nsmon::catalog
