// SPDX-License-Identifier: Apache-2.0
#include "lint/dependencies.h"

#include "lint/selectors.h"
#include "promql/walk.h"

#include <algorithm>
#include <utility>

namespace nsmon::lint {
namespace {
void collect(const promql::Expr& expr, bool now, std::vector<RecordUse>& uses) {
  const promql::VectorSelector* selector = std::get_if<promql::VectorSelector>(&expr.node);
  if (const auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node)) {
    selector = &matrix->selector;
    now = false;
  }
  if (selector != nullptr) {
    const std::string_view name = metric_of(*selector);
    const bool shifted = selector->time.at || selector->time.offset;
    if (!name.empty()) uses.push_back({name, metric_span_of(*selector), now && !shifted});
    return;
  }
  now = now && !std::holds_alternative<promql::Subquery>(expr.node);
  for (const promql::Expr* child : promql::children(expr)) collect(*child, now, uses);
}

// Tarjan's algorithm with a stack of its own: chains of rules may be as long as a file.
class ComponentSearch {
 public:
  explicit ComponentSearch(const std::vector<std::vector<std::size_t>>& edges)
      : edges_(edges),
        number_(edges.size(), kNone),
        low_(edges.size()),
        result_(edges.size(), kNone) {}

  std::vector<std::size_t> run() {
    for (std::size_t node = 0; node < edges_.size(); ++node) {
      if (number_[node] == kNone) visit(node);
    }
    return std::move(result_);
  }

 private:
  struct Frame {
    std::size_t node = 0;
    std::size_t next_edge = 0;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void enter(std::size_t node) {
    number_[node] = low_[node] = count_++;
    open_.push_back(node);
    frames_.push_back({node, 0});
  }

  void visit(std::size_t root) {
    enter(root);
    while (!frames_.empty()) {
      const std::size_t node = frames_.back().node;
      if (frames_.back().next_edge == edges_[node].size()) {
        leave(node);
        continue;
      }
      const std::size_t target = edges_[node][frames_.back().next_edge++];
      if (number_[target] == kNone) {
        enter(target);
      } else if (result_[target] == kNone) {
        low_[node] = std::min(low_[node], number_[target]);
      }
    }
  }

  void leave(std::size_t node) {
    frames_.pop_back();
    if (!frames_.empty()) {
      std::size_t& above = low_[frames_.back().node];
      above = std::min(above, low_[node]);
    }
    if (low_[node] != number_[node]) return;
    for (std::size_t member = kNone; member != node; open_.pop_back()) {
      member = open_.back();
      result_[member] = node;
    }
  }

  const std::vector<std::vector<std::size_t>>& edges_;
  std::vector<std::size_t> number_;
  std::vector<std::size_t> low_;
  std::vector<std::size_t> result_;
  std::vector<std::size_t> open_;
  std::vector<Frame> frames_;
  std::size_t count_ = 0;
};
}  // namespace

std::vector<RecordUse> uses_of(const config::Rule& rule) {
  std::vector<RecordUse> uses;
  if (rule.tree) collect(*rule.tree, true, uses);
  return uses;
}

std::unordered_map<std::string_view, std::size_t> first_records(const config::RuleGroup& group) {
  std::unordered_map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < group.rules.size(); ++i) {
    const config::Rule& rule = group.rules[i];
    if (rule.kind == config::RuleKind::record) first.try_emplace(rule.record.value, i);
  }
  return first;
}

std::vector<std::size_t> components(const std::vector<std::vector<std::size_t>>& edges) {
  return ComponentSearch(edges).run();
}

}  // namespace nsmon::lint
