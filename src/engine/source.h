// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "series/matcher.h"
#include "storage/samples.h"
#include "storage/store.h"

#include <span>
#include <vector>

namespace nsmon::engine {

// Where a query reads its series. A seam: files, a live scrape and recordings stand behind it.
class Source {
 public:
  virtual ~Source() = default;
  // Series that all matchers accept, sorted by labels, with at least their samples in [from, to]
  // (both inclusive, milliseconds); more samples do no harm. The views must stay valid until the
  // query ends. Errors end the query with their message.
  virtual Result<std::vector<storage::SeriesView>> select(std::span<const series::Matcher> matchers,
                                                          series::Timestamp from,
                                                          series::Timestamp to) const = 0;
};

// Reads a store that the caller keeps alive and does not change while a query runs.
class StoreSource final : public Source {
 public:
  explicit StoreSource(const storage::Store& store) : store_(store) {}
  Result<std::vector<storage::SeriesView>> select(std::span<const series::Matcher> matchers,
                                                  series::Timestamp from,
                                                  series::Timestamp to) const override {
    return store_.select(matchers, from, to);
  }

 private:
  const storage::Store& store_;
};

}  // namespace nsmon::engine
