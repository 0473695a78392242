// SPDX-License-Identifier: Apache-2.0
#include "template/regex.h"

#include "base/utf8.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <vector>

namespace nsmon::templates {
namespace {

using re2::RE2;
using re2::StringPiece;

constexpr std::int64_t kMaxMemory = std::int64_t{8} << 20;
constexpr std::size_t kMaxReplaced = std::size_t{4} << 20;

std::string_view go_wording(RE2::ErrorCode code) {
  switch (code) {
    case RE2::ErrorBadEscape: return "invalid escape sequence";
    case RE2::ErrorBadCharClass: return "invalid character class";
    case RE2::ErrorBadCharRange: return "invalid character class range";
    case RE2::ErrorMissingBracket: return "missing closing ]";
    case RE2::ErrorMissingParen: return "missing closing )";
    case RE2::ErrorUnexpectedParen: return "unexpected )";
    case RE2::ErrorTrailingBackslash: return "trailing backslash at end of expression";
    case RE2::ErrorRepeatArgument: return "missing argument to repetition operator";
    case RE2::ErrorRepeatSize: return "invalid repeat count";
    case RE2::ErrorRepeatOp: return "invalid nested repetition operator";
    case RE2::ErrorBadPerlOp: return "invalid or unsupported Perl syntax";
    case RE2::ErrorBadUTF8: return "invalid UTF-8";
    case RE2::ErrorBadNamedCapture: return "invalid named capture";
    case RE2::ErrorPatternTooLarge: return "expression too large";
    default: return "internal error";
  }
}

RE2::Options options() {
  RE2::Options chosen;
  chosen.set_log_errors(false);
  chosen.set_max_mem(kMaxMemory);
  return chosen;
}

std::string go_error(const RE2& regex, std::string_view pattern) {
  const bool whole = regex.error_code() == RE2::ErrorMissingParen ||
                     regex.error_code() == RE2::ErrorUnexpectedParen;
  return fmt::format("error parsing regexp: {}: `{}`", go_wording(regex.error_code()),
                     whole ? pattern : std::string_view(regex.error_arg()));
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Writes the replacement for one match.
class Replacement {
 public:
  Replacement(const RE2& regex, std::string_view text) : text_(text) {
    for (const auto& [name, group] : regex.NamedCapturingGroups()) names_.emplace(name, group);
  }

  void append(std::string& out, const std::vector<StringPiece>& groups) const {
    std::string_view rest = text_;
    while (true) {
      const std::size_t dollar = rest.find('$');
      out += rest.substr(0, dollar);
      if (dollar == std::string_view::npos) return;
      rest.remove_prefix(dollar + 1);
      if (rest.starts_with('$')) {
        out += '$';
        rest.remove_prefix(1);
        continue;
      }
      const std::string_view name = take_name(rest);
      if (name.empty()) {
        out += '$';
        continue;
      }
      const int group = group_of(name);
      if (group >= 0 && static_cast<std::size_t>(group) < groups.size()) {
        const StringPiece& piece = groups[static_cast<std::size_t>(group)];
        if (piece.data() != nullptr) out.append(piece.data(), piece.size());
      }
    }
  }

 private:
  static std::string_view take_name(std::string_view& rest) {
    const bool braced = rest.starts_with('{');
    const std::size_t begin = braced ? 1 : 0;
    std::size_t end = begin;
    while (end < rest.size() && is_name_byte(rest[end])) ++end;
    if (end == begin || (braced && (end >= rest.size() || rest[end] != '}'))) return {};
    const std::string_view name = rest.substr(begin, end - begin);
    rest.remove_prefix(end + begin);
    return name;
  }

  int group_of(std::string_view name) const {
    constexpr std::size_t kMostDigits = 8;
    const bool digits = name.find_first_not_of("0123456789") == std::string_view::npos;
    const bool leading_zero = name.size() > 1 && name[0] == '0';
    if (digits && !leading_zero && name.size() <= kMostDigits) return std::stoi(std::string(name));
    const auto named = names_.find(std::string(name));
    return named == names_.end() ? -1 : named->second;
  }

  std::string_view text_;
  std::map<std::string, int> names_;
};

}  // namespace

std::expected<bool, std::string> regex_matches(const std::string& pattern, std::string_view text) {
  const RE2 regex(pattern, options());
  if (!regex.ok()) return std::unexpected(go_error(regex, pattern));
  return RE2::PartialMatch(StringPiece(text.data(), text.size()), regex);
}

// An empty match directly behind another match is not replaced, as in Go.
std::expected<std::string, std::string> regex_replace(const std::string& pattern,
                                                      std::string_view replacement,
                                                      std::string_view text) {
  const RE2 regex(pattern, options());
  if (!regex.ok()) return std::unexpected(go_error(regex, pattern));
  const Replacement replace(regex, replacement);
  const StringPiece input(text.data(), text.size());
  std::vector<StringPiece> groups(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1);
  std::string out;
  std::size_t last_end = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const bool found = regex.Match(input, at, text.size(), RE2::UNANCHORED, groups.data(),
                                   static_cast<int>(groups.size()));
    if (!found) break;
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    const std::size_t end = begin + groups[0].size();
    out += text.substr(last_end, begin - last_end);
    if (end > last_end || begin == 0) replace.append(out, groups);
    if (out.size() > kMaxReplaced) return std::unexpected("replaced text is too long");
    last_end = end;
    const std::size_t width = std::max<std::size_t>(1, decode_rune(text.substr(at)).length);
    at = std::max(end, at + width);
  }
  out += text.substr(std::min(last_end, text.size()));
  return out;
}

}  // namespace nsmon::templates
