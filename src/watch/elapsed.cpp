// SPDX-License-Identifier: Apache-2.0
#include "watch/elapsed.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nsmon::watch {
namespace {

// Longer times are shown as this one: a hundred years.
constexpr double kLongest = 3.2e9;

long whole_seconds(double seconds) {
  return static_cast<long>(std::min(std::fabs(seconds), kLongest));
}

}  // namespace

std::string elapsed_words(double seconds) {
  const std::string sign = seconds < 0 ? "-" : "";
  const long whole = whole_seconds(seconds);
  if (whole < 60) return fmt::format("{:.1f} s", seconds);
  if (whole < 3600) return fmt::format("{}{}m {:02}s", sign, whole / 60, whole % 60);
  if (whole < 86400) return fmt::format("{}{}h {:02}m", sign, whole / 3600, whole / 60 % 60);
  return fmt::format("{}{}d {}h", sign, whole / 86400, whole / 3600 % 24);
}

std::string elapsed_stamp(double seconds) {
  const long whole = whole_seconds(std::max(0.0, seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace nsmon::watch
