// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace nsmon {

// The URL without what may be secret in it: the user information before the host becomes "xxxxx",
// the values of query parameters whose names speak of tokens, keys, passwords or secrets too.
// Texts that are no URL come back unchanged.
std::string redact_url(std::string_view url);

}  // namespace nsmon
