// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/events.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsmon::exposition {

// The part that a sample of this name is in the family, or nothing when it belongs to another one.
// A sample with the bare name of the family always belongs to it, also where its type has no such
// sample.
std::optional<Part> part_of(const Family& family, std::string_view sample, Format format);

// What is wrong with a sample that belongs to the family, by the rules of the family's type.
struct RuleBreach {
  Columns columns;
  std::string message;
  std::string hint = {};
};

std::optional<RuleBreach> find_breach(const Family& family, const Sample& sample, Format format);

}  // namespace nsmon::exposition
