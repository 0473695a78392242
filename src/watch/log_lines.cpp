// SPDX-License-Identifier: Apache-2.0
#include "watch/log_lines.h"

#include "base/utf8.h"

#include <charconv>

namespace nsmon::watch {
namespace {

constexpr std::size_t kLongestLine = 64 * 1024;
constexpr std::size_t kTabWidth = 4;
constexpr char kEscape = '\x1b';

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Bytes of the escape sequence at the front of the text (ECMA-48: CSI, OSC and its like, others).
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    std::size_t end = 2;
    while (end < text.size() && text[end] >= 0x20 && text[end] <= 0x3f) ++end;
    return std::min(end + 1, text.size());
  }
  if (text[1] == ']' || text[1] == 'P' || text[1] == '_' || text[1] == '^') {
    for (std::size_t end = 2; end < text.size(); ++end) {
      if (text[end] == '\a') return end + 1;
      if (text[end] == kEscape && end + 1 < text.size() && text[end + 1] == '\\') return end + 2;
    }
    return text.size();
  }
  std::size_t end = 1;
  while (end < text.size() && text[end] >= 0x20 && text[end] <= 0x2f) ++end;
  return std::min(end + 1, text.size());
}

std::string_view last_state(std::string_view raw) {
  while (raw.ends_with('\n') || raw.ends_with('\r')) raw.remove_suffix(1);
  const std::size_t start = raw.rfind('\r');
  return start == std::string_view::npos ? raw : raw.substr(start + 1);
}

std::size_t skip_any(std::string_view text, std::size_t at, std::string_view characters) {
  while (at < text.size() && characters.find(text[at]) != std::string_view::npos) ++at;
  return at;
}

bool same_word(std::string_view text, std::size_t at, std::string_view word) {
  if (text.size() - at < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(text[at + i]) != lower(word[i])) return false;
  }
  return true;
}

// "3/8" with blanks and brackets around.
std::optional<double> total_at(std::string_view text, std::size_t at) {
  at = skip_any(text, at, " :=[(#");
  const std::size_t digits = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == digits) return std::nullopt;
  at = skip_any(text, at, " ");
  if (at == text.size() || text[at] != '/') return std::nullopt;
  at = skip_any(text, at + 1, " ");
  double total = 0;
  const auto [end, error] =
      std::from_chars(text.data() + at, text.data() + text.size(), total, std::chars_format::fixed);
  if (error != std::errc{} || total < 1) return std::nullopt;
  return total;
}

}  // namespace

std::string shown_text(std::string_view raw) {
  const std::string_view state = last_state(raw);
  std::string plain;
  for (std::size_t at = 0; at < state.size();) {
    if (state[at] == kEscape) {
      at += escape_length(state.substr(at));
    } else if (state[at] == '\t') {
      plain.append(kTabWidth - plain.size() % kTabWidth, ' ');
      ++at;
    } else {
      plain += state[at++];
    }
  }
  return printable(plain);
}

std::vector<LogLine> LineSplitter::feed(std::string_view bytes) {
  std::vector<LogLine> lines;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const bool complete = end != std::string_view::npos;
    const std::size_t room = kLongestLine - pending_.size();
    const std::size_t take = std::min(complete ? end + 1 : bytes.size(), room);
    pending_ += bytes.substr(0, take);
    bytes.remove_prefix(take);
    if (pending_.ends_with('\n') || pending_.size() == kLongestLine) {
      lines.push_back({shown_text(pending_), std::move(pending_)});
      pending_.clear();
    }
  }
  return lines;
}

std::optional<LogLine> LineSplitter::finish() {
  if (pending_.empty()) return std::nullopt;
  LogLine line{shown_text(pending_), std::move(pending_)};
  pending_.clear();
  return line;
}

void LogTail::add(std::string text) {
  lines_.push_back(std::move(text));
  if (lines_.size() > capacity_) lines_.pop_front();
}

std::optional<double> total_in_log(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    if (!same_word(text, at, word)) continue;
    if (const auto total = total_at(text, at + word.size())) return total;
  }
  return std::nullopt;
}

}  // namespace nsmon::watch
