// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace nsmon::templates {

// Unanchored search and replacement with the regular expressions of Go (RE2). The error is Go's
// text: "error parsing regexp: missing closing ): `(`".
std::expected<bool, std::string> regex_matches(const std::string& pattern, std::string_view text);

// Replaces every match; `$1`, `${1}`, `$name` and `${name}` in the replacement stand for groups.
std::expected<std::string, std::string> regex_replace(const std::string& pattern,
                                                      std::string_view replacement,
                                                      std::string_view text);

}  // namespace nsmon::templates
