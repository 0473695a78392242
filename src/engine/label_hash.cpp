// SPDX-License-Identifier: Apache-2.0
#include "engine/label_hash.h"

#include <array>
#include <bit>
#include <cstring>
#include <string>

namespace nsmon::engine {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5;

template <class Word>
std::uint64_t read(std::string_view& bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = sizeof(Word); i-- > 0;) {
    word = (word << 8) | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(sizeof(Word));
  return word;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t input) {
  return std::rotl(lane + input * kPrime2, 31) * kPrime1;
}

std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) {
  return (hash ^ round(0, lane)) * kPrime1 + kPrime4;
}

std::uint64_t stripes(std::string_view& bytes) {
  std::array<std::uint64_t, 4> lanes = {kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
  while (bytes.size() >= 32) {
    for (std::uint64_t& lane : lanes) lane = round(lane, read<std::uint64_t>(bytes));
  }
  std::uint64_t hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
                       std::rotl(lanes[3], 18);
  for (const std::uint64_t lane : lanes) hash = merge(hash, lane);
  return hash;
}

void append_text(std::string& out, std::string_view text) {
  constexpr std::size_t kShort = 255;
  if (text.size() < kShort) {
    out += static_cast<char>(text.size());
  } else {
    out += static_cast<char>(kShort);
    for (int shift = 0; shift < 24; shift += 8) out += static_cast<char>(text.size() >> shift);
  }
  out += text;
}

}  // namespace

std::uint64_t xxh64(std::string_view bytes) {
  const std::uint64_t length = bytes.size();
  std::uint64_t hash = length >= 32 ? stripes(bytes) : kPrime5;
  hash += length;
  while (bytes.size() >= 8) {
    hash = std::rotl(hash ^ round(0, read<std::uint64_t>(bytes)), 27) * kPrime1 + kPrime4;
  }
  if (bytes.size() >= 4) {
    hash = std::rotl(hash ^ (read<std::uint32_t>(bytes) * kPrime1), 23) * kPrime2 + kPrime3;
  }
  for (const char byte : bytes) {
    hash = std::rotl(hash ^ (static_cast<unsigned char>(byte) * kPrime5), 11) * kPrime1;
  }
  hash = (hash ^ (hash >> 33)) * kPrime2;
  hash = (hash ^ (hash >> 29)) * kPrime3;
  return hash ^ (hash >> 32);
}

std::uint64_t label_hash(const series::LabelSet& labels) {
  std::string bytes;
  for (const series::Label& label : labels) {
    append_text(bytes, label.name);
    append_text(bytes, label.value);
  }
  return xxh64(bytes);
}

}  // namespace nsmon::engine
