// SPDX-License-Identifier: Apache-2.0
#include "lint/registry.h"

#include "base/nearest_name.h"

#include <algorithm>
#include <array>

namespace nsmon::lint {
namespace {
constexpr auto kChecks = std::to_array<const Check*>({
#define NSMON_CHECK(family, name) &checks::family##_##name,
#include "lint/checks.def"
#undef NSMON_CHECK
});

// A first element that is no id keeps the array from being empty while nothing is retired.
constexpr auto kRetired = std::to_array<std::string_view>({
    "",
#define NSMON_RETIRED(id) id,
#include "lint/retired.def"
#undef NSMON_RETIRED
});

constexpr auto kId = [](const Check* check) { return check->info.id; };
}  // namespace

std::span<const Check* const> all_checks() {
  return kChecks;
}

const Check* find_check(std::string_view id) {
  const auto found = std::ranges::lower_bound(kChecks, id, {}, kId);
  return found != kChecks.end() && (*found)->info.id == id ? *found : nullptr;
}

std::size_t index_of(const Check& check) {
  const auto found = std::ranges::lower_bound(kChecks, check.info.id, {}, kId);
  return static_cast<std::size_t>(found - kChecks.begin());
}

std::string_view family_of(std::string_view id) {
  return id.substr(0, id.find('/'));
}

bool is_family(std::string_view name) {
  return std::ranges::any_of(kChecks,
                             [&](const Check* check) { return family_of(check->info.id) == name; });
}

std::span<const std::string_view> retired_checks() {
  return std::span(kRetired).subspan(1);
}

std::optional<std::string> nearest_check(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Check* check : kChecks) {
    names.push_back(check->info.id);
    const std::string_view family = family_of(check->info.id);
    if (std::ranges::find(names, family) == names.end()) names.push_back(family);
  }
  const auto nearest = nearest_name(name, names);
  if (!nearest) return std::nullopt;
  return std::string(*nearest);
}

}  // namespace nsmon::lint
