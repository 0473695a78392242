// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// The texts inside JSON: strings, numbers, and the numbers that the Prometheus API puts into
// strings.
namespace nsmon::prometheus {

inline constexpr std::size_t kMaxValueText = 40;  // longest text of a double, and some room

// End of the longest number of JSON's grammar (RFC 8259, section 6) at `p`, or null.
const char* number_end(const char* p, const char* end);

bool belongs_to_number(char c);

// Replaces `out` by what a string's inside means; false for a bad escape. Bytes that are not UTF-8
// become U+FFFD, as do halves of surrogate pairs.
bool decode_json_string(std::string_view raw, std::string& out);

// Appends `text` as a JSON string with its quotes, valid UTF-8 whatever it holds. Control
// characters (C1 too), DEL and marks that change the direction of text become escapes.
void append_json_string(std::string& out, std::string_view text);

// Whether a sample's value text is one: a decimal number, NaN, +Inf, -Inf or Inf.
bool is_value_text(std::string_view text);

}  // namespace nsmon::prometheus
