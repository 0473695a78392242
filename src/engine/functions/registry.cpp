// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/function.h"

#include <unordered_map>

namespace nsmon::engine {
namespace {

using Registry = std::unordered_map<std::string_view, FunctionBody>;

Registry make_registry() {
  Registry registry;
  for (const auto rows :
       {math_functions(), time_functions(), label_functions(), order_functions(),
        presence_functions(), rate_functions(), instant_rate_functions(), change_functions(),
        over_time_functions(), spread_functions(), trend_functions(), histogram_functions(),
        quantile_functions(), info_functions()}) {
    for (const FunctionRow& row : rows) registry.emplace(row.name, row.body);
  }
  return registry;
}

}  // namespace

FunctionBody find_body(std::string_view name) {
  static const Registry registry = make_registry();
  const auto found = registry.find(name);
  return found == registry.end() ? nullptr : found->second;
}

}  // namespace nsmon::engine
