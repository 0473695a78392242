// SPDX-License-Identifier: Apache-2.0
#include "term/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace nsmon::term {
namespace {
constexpr std::size_t kSteps = 8;
// Blocks filled from the left by one eighth, two eighths, ...
constexpr std::array<std::string_view, kSteps + 1> kBlocks{
    " ", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589", "\u2588"};
}  // namespace

std::string bar(double share, std::size_t width, Glyphs glyphs) {
  const double filled = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0);
  const auto steps_per_column = glyphs == Glyphs::unicode ? kSteps : 1;
  auto steps = static_cast<std::size_t>(
      std::llround(filled * static_cast<double>(width * steps_per_column)));
  std::string out;
  for (std::size_t i = 0; i < width; ++i) {
    const auto here = std::min(steps, steps_per_column);
    steps -= here;
    if (glyphs == Glyphs::ascii) {
      out += here > 0 ? '#' : ' ';
    } else {
      out += kBlocks[here];
    }
  }
  return out;
}

}  // namespace nsmon::term
