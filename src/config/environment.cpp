// SPDX-License-Identifier: Apache-2.0
#include "config/environment.h"

#include <algorithm>

namespace nsmon::config {
namespace {

bool is_name_char(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_special(char c) {
  return std::string_view("*#$@!?-0123456789").contains(c);
}

struct Name {
  std::string_view text;
  std::size_t length = 0;  // bytes taken after the dollar
};

Name name_after_dollar(std::string_view rest) {
  if (rest.starts_with('{')) {
    if (rest.size() > 2 && is_special(rest[1]) && rest[2] == '}') return {rest.substr(1, 1), 3};
    const std::size_t close = rest.find('}');
    if (close == std::string_view::npos) return {{}, 1};
    if (close == 1) return {{}, 2};
    return {rest.substr(1, close - 1), close + 1};
  }
  if (is_special(rest[0])) return {rest.substr(0, 1), 1};
  const auto length =
      static_cast<std::size_t>(std::ranges::find_if_not(rest, is_name_char) - rest.begin());
  return {rest.substr(0, length), length};
}

}  // namespace

std::string expand_environment(std::string_view text,
                               const std::function<std::string(std::string_view name)>& lookup) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const Name name = name_after_dollar(text.substr(i + 1));
    if (name.text == "$" || name.length == 0) {
      out += '$';
    } else if (!name.text.empty() && lookup) {
      out += lookup(name.text);
    }
    i += name.length;
  }
  return out;
}

}  // namespace nsmon::config
