// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "template/ast.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsmon::templates {

// The value of a Go string literal in double or back quotes, quotes included; nullopt when an
// escape is wrong (Go's strconv.Unquote). The bytes need not be valid UTF-8.
std::optional<std::string> unquote(std::string_view literal);

// A number or character constant as Go's templates read it: an integer in any base, a float, an
// imaginary or complex number. Errors: `illegal number syntax: "..."`, `integer overflow: "..."`,
// `malformed character constant: ...`.
Result<NumberLiteral> parse_number(std::string_view text);

// A signed or unsigned integer as Go's strconv reads it with base 0: 0x, 0o, 0b and 0 prefixes,
// underscores between digits.
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<std::uint64_t> parse_natural(std::string_view text);

}  // namespace nsmon::templates
