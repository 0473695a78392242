// SPDX-License-Identifier: Apache-2.0
#include "term/capabilities.h"

#include <algorithm>

namespace nsmon::term {
namespace {
std::string value_of(const Environment& environment, const char* name) {
  return environment(name).value_or("");
}
}  // namespace

std::optional<ColourMode> parse_colour_mode(std::string_view text) {
  if (text == "auto") return ColourMode::automatic;
  if (text == "always") return ColourMode::always;
  if (text == "never") return ColourMode::never;
  return std::nullopt;
}

Colour choose_colour(ColourMode mode, bool is_terminal, const Environment& environment) {
  if (mode == ColourMode::always) return Colour::on;
  if (mode == ColourMode::never || !is_terminal) return Colour::off;
  const auto term = value_of(environment, "TERM");
  const bool plain = term.empty() || term == "dumb" || !value_of(environment, "NO_COLOR").empty();
  return plain ? Colour::off : Colour::on;
}

bool shows_unicode(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    auto locale = value_of(environment, name);
    if (locale.empty()) continue;
    std::ranges::transform(locale, locale.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return locale.contains("utf-8") || locale.contains("utf8");
  }
  return false;
}

}  // namespace nsmon::term
