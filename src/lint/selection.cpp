// SPDX-License-Identifier: Apache-2.0
#include "lint/selection.h"

#include "base/try.h"
#include "base/utf8.h"
#include "lint/registry.h"

#include <fmt/core.h>

namespace nsmon::lint {
namespace {
enum class Names { check_only, check_or_family };

Result<void> require_known(std::string_view name, Names names) {
  if (find_check(name) != nullptr) return {};
  if (names == Names::check_or_family && is_family(name)) return {};
  const auto nearest = nearest_check(name);
  return failure(
      fmt::format("there is no check {}", quoted(name)), {},
      nearest ? fmt::format("did you mean {}?", *nearest) : "--list-checks prints all of them");
}

bool covers(std::string_view name, const Check& check) {
  return name == check.info.id || name == family_of(check.info.id);
}
}  // namespace

std::optional<Severity> parse_severity(std::string_view text) {
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    if (text == to_string(severity)) return severity;
  }
  return std::nullopt;
}

Result<Selection> Selection::create(const Policy& policy) {
  Selection selection;
  selection.states_.resize(all_checks().size());
  TRY(selection.apply(policy));
  return selection;
}

Result<void> Selection::apply(const Policy& policy) {
  for (const Check* check : all_checks()) {
    state(*check).on = policy.select.empty() && !check->info.off_by_default;
  }
  for (const std::string& name : policy.select) {
    TRY(require_known(name, Names::check_or_family));
    for (const Check* check : all_checks()) {
      // A whole family brings only what is on by default along.
      if (covers(name, *check) && (name == check->info.id || !check->info.off_by_default)) {
        state(*check).on = true;
      }
    }
  }
  for (const std::string& setting : policy.severity) {
    const std::size_t equals = setting.find('=');
    const std::string_view id = std::string_view(setting).substr(0, equals);
    TRY(require_known(id, Names::check_only));
    const std::string_view level =
        equals == std::string::npos ? "" : std::string_view(setting).substr(equals + 1);
    State& changed = state(*find_check(id));
    changed.severity = parse_severity(level);
    if (!changed.severity && level != "off") {
      return failure(fmt::format("{} is no severity", quoted(level)), {},
                     fmt::format("write {}=error, warning, info or off", id));
    }
    if (level == "off") changed.on = false;
    if (policy.select.empty() && level != "off") changed.on = true;
  }
  for (const std::string& name : policy.ignore) {
    TRY(require_known(name, Names::check_or_family));
    for (const Check* check : all_checks()) {
      if (covers(name, *check)) state(*check).on = false;
    }
  }
  return {};
}

bool Selection::runs(const Check& check) const {
  return state(check).on;
}

Severity Selection::severity(const Check& check, std::optional<Severity> of_this_case) const {
  if (const auto& configured = state(check).severity) return *configured;
  return of_this_case.value_or(check.info.severity);
}

Selection::State& Selection::state(const Check& check) {
  return states_[index_of(check)];
}
const Selection::State& Selection::state(const Check& check) const {
  return states_[index_of(check)];
}

}  // namespace nsmon::lint
