// SPDX-License-Identifier: Apache-2.0
#include "template/function.h"

#include <algorithm>
#include <vector>

namespace nsmon::templates {
namespace {

std::vector<Function> sorted_table() {
  std::vector<Function> table;
  for (const auto family : {comparison_functions(), collection_functions(), print_functions(),
                            text_functions(), number_functions(), query_functions()}) {
    table.insert(table.end(), family.begin(), family.end());
  }
  std::ranges::sort(table, {}, &Function::name);
  return table;
}

}  // namespace

std::string_view type_name(Parameter parameter) {
  switch (parameter) {
    case Parameter::text: return "string";
    case Parameter::sample: return "*template.sample";
    case Parameter::samples: return "template.queryResult";
    default: return "interface {}";
  }
}

const Function* find_function(std::string_view name) {
  static const std::vector<Function> table = sorted_table();
  const auto found = std::ranges::lower_bound(table, name, {}, &Function::name);
  return found != table.end() && found->name == name ? &*found : nullptr;
}

}  // namespace nsmon::templates
