// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/parse.h"
#include "series/labels.h"

#include <string>
#include <string_view>
#include <vector>

namespace nsmon::watch {

// One series of a scrape. `text` is how selectors and expositions write it.
struct SeriesValue {
  series::LabelSet labels;
  std::string text;
  double value = 0;
};

// What one scrape found, in the order of the endpoint.
struct Snapshot {
  std::vector<SeriesValue> series;
};

// Takes the samples of an exposition. A non-empty `instance` becomes the label of that name where a
// series has none, which keeps several endpoints apart. Series that only carry a time of creation
// (`x_created`) are left out.
Snapshot to_snapshot(const exposition::Exposition& exposition, std::string_view instance = {});

}  // namespace nsmon::watch
