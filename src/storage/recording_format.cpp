// SPDX-License-Identifier: Apache-2.0
#include "storage/recording_format.h"

#include <array>
#include <utility>
#include <vector>

namespace nsmon::storage {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  constexpr std::uint32_t kPolynomial = 0xedb88320;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1) != 0 ? (value >> 1) ^ kPolynomial : value >> 1;
    }
    table[i] = value;
  }
  return table;
}

constexpr auto kTable = make_table();

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\\': out += "\\\\"; break;
      default: out += c;
    }
  }
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    switch (text[i]) {
      case 't': result += '\t'; break;
      case 'n': result += '\n'; break;
      case '\\': result += '\\'; break;
      default: return std::nullopt;
    }
  }
  return result;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ (crc >> 8);
  }
  return crc ^ 0xffffffff;
}

std::string encode_labels(const series::LabelSet& labels) {
  std::string text;
  for (const series::Label& label : labels) {
    if (!text.empty()) text += '\t';
    append_escaped(text, label.name);
    text += '\t';
    append_escaped(text, label.value);
  }
  return text;
}

std::optional<series::LabelSet> decode_labels(std::string_view text) {
  std::vector<std::string> fields;
  while (true) {
    const std::size_t end = text.find('\t');
    auto field = unescaped(text.substr(0, end));
    if (!field) return std::nullopt;
    fields.push_back(std::move(*field));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  if (fields.size() % 2 != 0) return std::nullopt;
  std::vector<series::Label> labels;
  for (std::size_t i = 0; i < fields.size(); i += 2) {
    labels.push_back({std::move(fields[i]), std::move(fields[i + 1])});
  }
  return series::LabelSet(std::move(labels));
}

}  // namespace nsmon::storage
