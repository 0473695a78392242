// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluator.h"
#include "engine/match_groups.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace nsmon::engine {
namespace {

// At which steps a group has an element.
class Presence {
 public:
  explicit Presence(std::size_t steps) : steps_(steps) {}

  void add(std::uint32_t group, const Column& column) {
    if (group >= rows_.size()) rows_.resize(group + 1);
    auto& row = rows_[group];
    if (row.empty()) row.resize(steps_);
    for (std::size_t step = 0; step < steps_; ++step) {
      if (column.has(step)) row[step] = 1;
    }
  }
  bool at(std::uint32_t group, std::size_t step) const {
    return group < rows_.size() && !rows_[group].empty() && rows_[group][step] != 0;
  }

 private:
  std::size_t steps_;
  std::vector<std::vector<std::uint8_t>> rows_;
};

void keep_where(Column& column, const Presence& presence, std::uint32_t group, bool wanted) {
  for (std::size_t step = 0; step < column.size(); ++step) {
    if (column.has(step) && presence.at(group, step) != wanted) column.clear(step);
  }
}

}  // namespace

Result<Columns> combine_sets(Evaluator& evaluator, const promql::Binary& binary, Columns lhs,
                             Columns rhs) {
  MatchGroups groups(evaluator.query().labels(), binary.matching);
  Presence presence(evaluator.steps());
  if (binary.op == promql::BinaryOp::or_) {
    for (const Column& column : lhs) presence.add(groups.group(column), column);
    for (Column& column : rhs) {
      keep_where(column, presence, groups.group(column), false);
      lhs.push_back(std::move(column));
    }
    return evaluator.merged(std::move(lhs));
  }
  for (const Column& column : rhs) presence.add(groups.group(column), column);
  const bool wanted = binary.op == promql::BinaryOp::and_;
  for (Column& column : lhs) keep_where(column, presence, groups.group(column), wanted);
  return evaluator.merged(std::move(lhs));
}

}  // namespace nsmon::engine
