// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "lint/check.h"
#include "promql/walk.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace nsmon::lint {
namespace {
// What a name like job:http_requests:rate5m promises.
struct Promise {
  std::string_view function;
  std::chrono::milliseconds window;
};

std::optional<Promise> promise_of(std::string_view name) {
  constexpr auto functions =
      std::to_array<std::string_view>({"irate", "rate", "increase", "idelta", "delta", "deriv"});
  const std::size_t last_letter = name.find_last_not_of("0123456789smhdwy");
  // The unit letters may end the function's own name ("_rates5m"), so the window begins at a digit.
  const std::size_t digit =
      name.find_first_of("0123456789", last_letter == std::string_view::npos ? 0 : last_letter);
  if (digit == std::string_view::npos) return std::nullopt;
  const auto window = parse_duration(name.substr(digit));
  if (!window || window->count() == 0) return std::nullopt;
  std::string_view rest = name.substr(0, digit);
  if (rest.ends_with('_')) rest.remove_suffix(1);
  for (const std::string_view function : functions) {
    if (!rest.ends_with(function)) continue;
    const std::string_view before = rest.substr(0, rest.size() - function.size());
    if (before.empty() || before.ends_with(':') || before.ends_with('_')) {
      return Promise{function, *window};
    }
  }
  return std::nullopt;
}

// The window that all ranges of the expression have in common; nothing when they differ or are not
// plain, or when the function is not applied to any of them.
std::optional<std::chrono::nanoseconds> common_window(const promql::Expr& root,
                                                      std::string_view function) {
  std::optional<std::chrono::nanoseconds> window;
  bool plain = true;
  const auto take = [&](const promql::DurationValue& range) {
    plain = plain && range.expression == nullptr && (!window || *window == range.literal);
    window = range.literal;
  };
  bool used = false;
  promql::for_each(root, [&](const promql::Expr& expr) {
    if (const auto* matrix = std::get_if<promql::MatrixSelector>(&expr.node)) take(matrix->range);
    if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) take(subquery->range);
    if (const auto* call = std::get_if<promql::Call>(&expr.node)) {
      used = used || call->function == function;
    }
  });
  return plain && used ? window : std::nullopt;
}

void run(const Query& query, Reporter& report) {
  if (query.rule.kind != config::RuleKind::record) return;
  const std::string_view name = query.rule.record.value;
  const auto promise = promise_of(name);
  if (!promise) return;
  const auto window = common_window(query.root, promise->function);
  if (!window || *window == promise->window) return;
  const auto actual = std::chrono::duration_cast<std::chrono::milliseconds>(*window);
  const auto size = static_cast<std::uint32_t>(name.size());
  report.inside(*query.rule.record.node)
      .add({.span = {0, size},
            .message =
                fmt::format("the name says {} over {}, the expression takes {}", promise->function,
                            format_duration(promise->window), format_duration(actual)),
            .hint = fmt::format("end the name in {}{}, or change the range", promise->function,
                                format_duration(actual))});
}
}  // namespace

constinit const Check checks::rule_record_name_operation{
    .info = {.id = "rule/record-name-operation",
             .severity = Severity::warning,
             .summary = "the window in a recorded name is not the one of the expression",
             .rationale =
                 "Whoever uses the series trusts its name: thresholds and texts are written "
                 "for a window that the data does not have.",
             .bad = R"(groups:
  - name: app
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[10m]))
)",
             .good = R"(groups:
  - name: app
    rules:
      - record: job:errors:rate10m
        expr: sum by (job) (rate(errors_total[10m]))
)"},
    .run = run,
};

}  // namespace nsmon::lint
