// SPDX-License-Identifier: Apache-2.0
#include "exposition/hash_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace nsmon::exposition {
namespace {

constexpr std::uint64_t kPrime1 = 0x9e3779b97f4a7c15;
constexpr std::uint64_t kPrime2 = 0xd6e8feb86659fd93;
constexpr std::size_t kFirstSize = 64;
constexpr std::size_t kKeptSize = std::size_t{1} << 14;

template <class Word>
std::uint64_t load(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Up to 8 bytes as one number: texts of one length give the same number only when they are equal.
// Overlapping loads of fixed size, since a copy of variable size costs a call.
std::uint64_t load_short(const char* bytes, std::size_t size) {
  if (size >= 4) {
    return load<std::uint32_t>(bytes) | (load<std::uint32_t>(bytes + size - 4) << 32U);
  }
  if (size == 0) return 0;
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
  };
  return at(0) | (at(size / 2) << 8U) | (at(size - 1) << 16U);
}

// Mixes every bit of the input into every bit of the result.
std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32U;
  x *= kPrime2;
  x ^= x >> 29U;
  x *= kPrime1;
  return x ^ (x >> 32U);
}

}  // namespace

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ (text.size() * kPrime1);
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left > 8; left -= 8, at += 8) {
    hash = std::rotl((hash ^ load<std::uint64_t>(at)) * kPrime2, 31);
  }
  const std::uint64_t tail = load_short(at, left);
  return mix(hash ^ tail);
}

std::uint64_t hash_labels(std::span<const LabelView> labels, std::string_view left_out) {
  // A sum does not depend on the order; each term is mixed, so equal sums mean equal labels.
  std::uint64_t sum = 0;
  for (const LabelView& label : labels) {
    if (label.value.empty() || label.name == left_out) continue;  // empty is the same as absent
    sum += hash_text(label.value, hash_text(label.name));
  }
  return mix(sum);
}

HashTable::Found HashTable::insert(std::uint64_t hash, std::uint64_t line) {
  if ((size_ + 1) * 4 > entries_.size() * 3) grow();
  const std::size_t mask = entries_.size() - 1;
  std::size_t at = hash & mask;
  while (entries_[at].line != 0) {
    if (entries_[at].hash == hash) return {&entries_[at], false};
    at = (at + 1) & mask;
  }
  entries_[at] = {.hash = hash, .line = line, .time = 0};
  ++size_;
  return {&entries_[at], true};
}

void HashTable::grow() {
  std::vector<Entry> old(std::max(kFirstSize, entries_.size() * 2));
  old.swap(entries_);
  const std::size_t mask = entries_.size() - 1;
  for (const Entry& entry : old) {
    if (entry.line == 0) continue;
    std::size_t at = entry.hash & mask;
    while (entries_[at].line != 0) at = (at + 1) & mask;
    entries_[at] = entry;
  }
}

void HashTable::clear() {
  if (size_ == 0) return;
  size_ = 0;
  if (entries_.size() > kKeptSize) {
    entries_ = {};
  } else {
    std::ranges::fill(entries_, Entry{});
  }
}

}  // namespace nsmon::exposition
