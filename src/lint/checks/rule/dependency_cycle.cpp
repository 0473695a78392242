// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"
#include "lint/check.h"
#include "lint/dependencies.h"
#include "lint/file_set.h"
#include "lint/record_life.h"

#include <fmt/core.h>

#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace nsmon::lint {
namespace {
// Finds the dead records that depend on themselves, over dead records only.
class Circles {
 public:
  Circles(const FileSet& files, const RecordLife& life) {
    for (const RuleRef& ref : files.rules()) {
      if (!is_dead_record(ref, life)) continue;
      const std::size_t node = node_of(ref.rule->record.value);
      for (const RecordUse& use : uses_of(*ref.rule)) {
        if (!life.is_dead(use.name)) continue;
        const std::size_t target = node_of(use.name);
        if (target == node) reads_itself_.insert(node);
        edges_[node].push_back(target);
      }
    }
    component_ = components(edges_);
    size_.resize(edges_.size());
    for (const std::size_t component : component_) ++size_[component];
  }

  bool contains(std::string_view name) const {
    const auto node = nodes_.find(name);
    return node != nodes_.end() &&
           (reads_itself_.contains(node->second) || size_[component_[node->second]] > 1);
  }

  static bool is_dead_record(const RuleRef& ref, const RecordLife& life) {
    return ref.rule->kind == config::RuleKind::record && life.is_dead(ref.rule->record.value);
  }

 private:
  std::size_t node_of(std::string_view name) {
    const auto [node, is_new] = nodes_.try_emplace(name, edges_.size());
    if (is_new) edges_.emplace_back();
    return node->second;
  }

  std::unordered_map<std::string_view, std::size_t> nodes_;
  std::vector<std::vector<std::size_t>> edges_;
  std::vector<std::size_t> component_;
  std::vector<std::size_t> size_;  // by component
  std::unordered_set<std::size_t> reads_itself_;
};

void run(const JudgedSet& judged, Reporter& report) {
  const RecordLife life(judged.files, judged.catalog);
  const Circles circles(judged.files, life);
  for (const RuleRef& ref : judged.files.rules()) {
    if (!Circles::is_dead_record(ref, life)) continue;
    const std::string_view name = ref.rule->record.value;
    if (!circles.contains(name)) continue;
    report.in(*ref.file, ref.rule)
        .add({.span = ref.rule->record.span(),
              .message = fmt::format("{} depends on itself and nothing else feeds it", name),
              .hint = "start it from a metric, for example with an or branch"});
  }
}
}  // namespace

constinit const Check checks::rule_dependency_cycle{
    .info = {.id = "rule/dependency-cycle",
             .severity = Severity::error,
             .summary = "a recorded series depends on itself and on nothing else",
             .rationale =
                 "No sample ever enters the circle, so all series in it stay empty. A circle "
                 "that an or branch feeds from outside is a memory, and fine.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: app:peak:max
        expr: app:peak:last * 0.9
      - record: app:peak:last
        expr: max(app:peak:max)
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: app:peak:max
        expr: app:peak:last * 0.9
      - record: app:peak:last
        expr: max(app:peak:max) or max(node_memory_free_bytes)
)"},
    .run = run,
};

}  // namespace nsmon::lint
