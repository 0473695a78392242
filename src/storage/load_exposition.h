// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "exposition/format.h"
#include "storage/store.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::storage {

struct LoadProblem {
  std::size_t line = 0;
  std::string message;
};

// What loading an exposition came to.
struct LoadReport {
  std::size_t samples = 0;
  std::size_t refused = 0;            // out of order or with another value at the same time
  std::size_t problem_count = 0;      // of the text itself
  std::vector<LoadProblem> problems;  // the first of them
};

inline constexpr std::size_t kMaxLoadProblems = 20;

// Adds the samples of an exposition, a single scrape or a history with time stamps. Samples without
// a time stamp get `scrape_time`. Lines that cannot be read are left out and told. The errors are
// content that is no text, and a full store.
Result<LoadReport> load_exposition(std::string_view text, exposition::Format format,
                                   series::Timestamp scrape_time, Store& store);

}  // namespace nsmon::storage
