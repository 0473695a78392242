// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nsmon::templates {

// Flags, width and precision of one directive of Go's fmt.
struct FormatSpec {
  bool plus = false;
  bool minus = false;
  bool sharp = false;
  bool space = false;
  bool zero = false;
  bool field_names = false;  // `%+v`: names of fields, and no plus signs
  std::optional<int> width;
  std::optional<int> precision;
};

// Each appends the value by the verb, or returns false and appends nothing when the verb does not
// suit the type.
bool append_integer(std::string& out, std::int64_t value, const FormatSpec& spec, char32_t verb);
bool append_float(std::string& out, double value, const FormatSpec& spec, char32_t verb);
bool append_text(std::string& out, std::string_view value, const FormatSpec& spec, char32_t verb);

// Pads to the width, which counts characters.
void pad_text(std::string& out, std::string_view text, const FormatSpec& spec);

}  // namespace nsmon::templates
