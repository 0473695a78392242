// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::lint {

// nsmon's own comments in the files it judges:
//
//   # nsmon disable family/name -- reason              the rule it stands in or above
//   # nsmon snooze 2030-01-31 family/name -- reason    the same, up to and with that day (UTC)
//   # nsmon file/disable family/name -- reason         the whole file; file/snooze likewise
//
// Several names are parted by blanks or commas; a family alone names all its checks. Outside of
// rules a comment covers the YAML block that begins on its own line or, when it stands alone on its
// line, on the next one.
struct ControlComment {
  struct Name {
    std::string text;
    Span span;
    bool used = false;  // it silenced a finding
  };

  Span span;  // from "#" to the end of the comment, without trailing blanks
  std::vector<Name> names = {};
  std::optional<std::chrono::sys_days> until = {};  // of snooze: the last day on which it holds
  bool whole_file = false;
  bool has_reason = false;
  Span covers = {};          // bytes whose findings it silences; empty when it touches nothing
  std::string problem = {};  // why it cannot be obeyed; empty for a sound one
  std::string hint = {};

  bool is_expired(std::chrono::sys_days today) const { return until && *until < today; }
};

// Finds the control comments of a YAML text. `rules` are the extents of its rules in order; a
// comment in one of them covers all of it. Comments that merely mention nsmon are not control
// comments.
std::vector<ControlComment> find_control_comments(std::string_view text,
                                                  std::span<const Span> rules);

// The name in `comments` that silences a finding of the check at that place, marked as used; null
// when none does.
const ControlComment::Name* silence(std::vector<ControlComment>& comments, std::string_view check,
                                    std::uint32_t place, std::chrono::sys_days today);

}  // namespace nsmon::lint
