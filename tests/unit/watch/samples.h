// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/parse.h"
#include "watch/snapshot.h"
#include "watch/view.h"

#include <catch2/catch.hpp>

namespace nsmon::watch {

// A scrape of this text.
inline Snapshot scraped(std::string_view text) {
  const auto parsed = exposition::parse(text, exposition::Format::text);
  REQUIRE(parsed);
  REQUIRE(parsed->problems.empty());
  return to_snapshot(*parsed);
}

inline View view_of(std::string_view text) {
  auto view = read_view("test", text);
  if (!view) FAIL(view.error().message);
  return std::move(*view);
}

inline View training_view() {
  return view_of(
      "title: Training\n"
      "iteration: {series: loss, label: epoch, total: planned}\n"
      "progress: [loss]\n"
      "lines:\n"
      "  - {label: loss, show: loss, better: lower}\n"
      "  - {label: mAP, show: map, format: ratio, better: higher}\n");
}

}  // namespace nsmon::watch
