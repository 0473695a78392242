// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/events.h"
#include "series/sample.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace nsmon::exposition {

// A hash good enough that two different texts of one input never meet in practice (64 bits).
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);

// The same for labels in any order; labels named `left_out` do not count.
std::uint64_t hash_labels(std::span<const LabelView> labels, std::string_view left_out = {});

// Remembers hashes with a line and a time each: 24 bytes an entry, no text. Open addressing.
class HashTable {
 public:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint64_t line = 0;  // 0: free
    series::Timestamp time = 0;
  };

  // The entry of the hash, made with `line` when there is none; `line` must not be 0. The pointer
  // holds until the next call.
  struct Found {
    Entry* entry;
    bool is_new;
  };
  Found insert(std::uint64_t hash, std::uint64_t line);

  // Forgets all entries; a large table is given back.
  void clear();
  std::size_t size() const { return size_; }

 private:
  void grow();

  std::vector<Entry> entries_;
  std::size_t size_ = 0;
};

}  // namespace nsmon::exposition
