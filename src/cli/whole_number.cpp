// SPDX-License-Identifier: Apache-2.0
#include "cli/whole_number.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdint>
#include <system_error>

namespace nsmon::cli {

std::function<std::string(const std::string&)> whole_number(unsigned least) {
  return [least](const std::string& text) -> std::string {
    const char* end = text.data() + text.size();
    std::uint64_t value = 0;
    const auto [rest, failure] = std::from_chars(text.data(), end, value);
    const bool large = failure == std::errc::result_out_of_range;
    if (rest == end && (large || (failure == std::errc() && value >= least))) return "";
    return fmt::format("expected a whole number from {} on, found {}", least, quoted(text));
  };
}

}  // namespace nsmon::cli
