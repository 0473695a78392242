// SPDX-License-Identifier: Apache-2.0
#include "cli/features.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <string_view>

namespace nsmon::cli {
namespace {

std::optional<Error> enable(std::string_view name, promql::Features& features) {
  if (name == "promql-experimental-functions") {
    features.experimental_functions = true;
  } else if (name == "promql-duration-expr") {
    features.duration_expressions = true;
  } else if (name == "promql-extended-range-selectors") {
    features.extended_range_selectors = true;
  } else if (name == "promql-binop-fill-modifiers") {
    features.binop_fill_modifiers = true;
  } else {
    return Error{.message = fmt::format("there is no feature {}", quoted(name)),
                 .hint =
                     "there are promql-experimental-functions, promql-duration-expr, "
                     "promql-extended-range-selectors and promql-binop-fill-modifiers"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> enable_features(const std::vector<std::string>& lists,
                                     promql::Features& features) {
  for (std::string_view list : lists) {
    while (true) {
      const std::size_t comma = list.find(',');
      if (auto error = enable(list.substr(0, comma), features)) return error;
      if (comma == std::string_view::npos) break;
      list.remove_prefix(comma + 1);
    }
  }
  return std::nullopt;
}

}  // namespace nsmon::cli
