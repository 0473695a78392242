// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lint/check.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::lint {

// Every check of the program, sorted by id.
std::span<const Check* const> all_checks();

// Null for an unknown id.
const Check* find_check(std::string_view id);

// The position of a check in all_checks().
std::size_t index_of(const Check& check);

// The family of an id: the part before the slash.
std::string_view family_of(std::string_view id);
bool is_family(std::string_view name);

// Ids that were in use once and never come back, sorted.
std::span<const std::string_view> retired_checks();

// The id or family most like `name`.
std::optional<std::string> nearest_check(std::string_view name);

}  // namespace nsmon::lint
