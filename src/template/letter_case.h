// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace nsmon::templates {

// Case of ASCII, Latin, Greek, Cyrillic and Armenian letters; other text stays as it is.
std::string upper_case(std::string_view text);
std::string lower_case(std::string_view text);

// The first letter of each word in upper case, the rest as it is. Digits and underscores belong to
// words, and so does one of ' . : between two word characters: "o'neil 3com" becomes "O'neil 3Com".
std::string title_words(std::string_view text);

}  // namespace nsmon::templates
