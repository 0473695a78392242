// SPDX-License-Identifier: Apache-2.0
#include "base/source_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace nsmon {

SourceText::SourceText(std::string name, std::string text, std::uint32_t first_line)
    : name_(std::move(name)),
      first_line_(first_line),
      text_(std::make_unique<const std::string>(std::move(text))) {}

const std::vector<std::uint32_t>& SourceText::lines() const {
  if (!line_begins_.empty()) return line_begins_;
  line_begins_.push_back(0);
  const char* const begin = text_->data();
  const char* const end = begin + text_->size();
  for (const char* at = begin; at != end;) {
    const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    if (found == nullptr) break;
    at = static_cast<const char*>(found) + 1;
    line_begins_.push_back(static_cast<std::uint32_t>(at - begin));
  }
  return line_begins_;
}

LineColumn SourceText::locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_->size()));
  const auto& begins = lines();
  const auto after = std::ranges::upper_bound(begins, offset);
  const auto index = static_cast<std::uint32_t>(after - begins.begin()) - 1;
  return {index + first_line_, offset - begins[index] + 1};
}

std::uint32_t SourceText::line_begin(std::uint32_t number) const {
  const auto& begins = lines();
  const std::uint32_t index = number - first_line_;  // wraps around for lines before the first
  if (index >= begins.size()) return static_cast<std::uint32_t>(text_->size());
  return begins[index];
}

std::string_view SourceText::line(std::uint32_t number) const {
  const auto& begins = lines();
  const std::uint32_t index = number - first_line_;  // wraps around for lines before the first
  if (index >= begins.size()) return {};
  const std::size_t begin = begins[index];
  const std::size_t end = index + 1 < begins.size() ? begins[index + 1] : text_->size();
  std::string_view line = std::string_view(*text_).substr(begin, end - begin);
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::uint32_t SourceText::line_count() const {
  return static_cast<std::uint32_t>(lines().size());
}

}  // namespace nsmon
