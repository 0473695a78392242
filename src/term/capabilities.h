// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nsmon::term {

enum class ColourMode { automatic, always, never };

// "auto", "always" or "never".
std::optional<ColourMode> parse_colour_mode(std::string_view text);

// A variable of the environment; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// `automatic` colours a terminal that shows colours, unless NO_COLOR is set to anything but the
// empty text (no-color.org); TERM=dumb and a missing TERM show none.
Colour choose_colour(ColourMode mode, bool is_terminal, const Environment& environment);

// Whether block and braille characters may be drawn: the first of LC_ALL, LC_CTYPE and LANG that is
// set and not empty names UTF-8.
bool shows_unicode(const Environment& environment);

}  // namespace nsmon::term
