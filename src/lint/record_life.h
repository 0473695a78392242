// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"

#include <string_view>
#include <unordered_set>

namespace nsmon::catalog {
class Catalog;
}

namespace nsmon::lint {

class FileSet;

// Which recorded series can ever hold a sample. A record is alive when its expression can give a
// result from what is alive already; all else that is not recorded counts as alive, so only what is
// provably empty for ever is dead.
class RecordLife {
 public:
  RecordLife(const FileSet& files, const catalog::Catalog& catalog);

  bool is_dead(std::string_view name) const { return dead_.contains(name); }

 private:
  bool can_give(const promql::Expr& expr) const;
  bool can_give(const promql::Binary& binary) const;
  bool can_give(const promql::Call& call) const;

  std::unordered_set<std::string_view> dead_;
};

}  // namespace nsmon::lint
