// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace nsmon::lint {
namespace {
struct Removed {
  std::string_view name;
  std::string_view instead;
};

// Functions of earlier versions (Prometheus 1.x to 2.x) and what they are called or written today.
constexpr auto kRemoved = std::to_array<Removed>({
    {"count_scalar", "write count() and, where a number is needed, scalar(count(...))"},
    {"drop_common_labels", "aggregate by the labels that matter"},
    {"holt_winters",
     "it is called double_exponential_smoothing now, and needs the feature flag "
     "promql-experimental-functions"},
});

const Removed* find_removed(std::string_view message) {
  const auto found = std::ranges::find_if(kRemoved, [&](const Removed& removed) {
    const std::size_t at = message.find(removed.name);
    return at != std::string_view::npos && at > 0 && message[at - 1] == '"';
  });
  return found == kRemoved.end() ? nullptr : &*found;
}

bool needs_flag(std::string_view message) {
  return message.find("is not enabled") != std::string_view::npos;
}

bool takes(const config::Problem& problem) {
  return find_removed(problem.error.message) != nullptr || needs_flag(problem.error.message);
}

void refine(const config::Problem& problem, Observation& observation) {
  if (const Removed* removed = find_removed(problem.error.message)) {
    observation.hint = removed->instead;
  } else if (observation.hint.empty()) {
    observation.hint = "start the server with --enable-feature=promql-experimental-functions";
  }
}
}  // namespace

constinit const Check checks::promql_removed_function{
    .info = {.id = "promql/removed-function",
             .severity = Severity::error,
             .summary = "a function of another version, or one behind a feature flag",
             .rationale =
                 "The name was right once, or is right where a flag is set. Prometheus refuses "
                 "the file otherwise.",
             .bad = "holt_winters(node_memory_free_bytes[1h], 0.5, 0.5) < 1e9",
             .good = "predict_linear(node_memory_free_bytes[1h], 3600) < 1e9",
             .refused = true},
    .run = Claim{.kind = config::ProblemKind::promql_unknown_function,
                 .also = config::ProblemKind::promql_syntax,
                 .takes = takes,
                 .refine = refine},
};

}  // namespace nsmon::lint
