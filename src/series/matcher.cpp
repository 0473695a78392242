// SPDX-License-Identifier: Apache-2.0
#include "series/matcher.h"

#include "base/try.h"
#include "base/utf8.h"
#include "series/labels.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace nsmon::series {
namespace {
// Longest list of texts that is compared one by one instead of by a machine.
constexpr std::size_t kMostLiterals = 64;
// Patterns that a thread remembers as valid before it starts over.
constexpr std::size_t kRememberedPatterns = 4096;

bool is_meta(char c) {
  return std::string_view("\\.+*?()|[]{}^$").contains(c);
}

RE2::Options options() {
  RE2::Options result;
  result.set_log_errors(false);
  result.set_dot_nl(true);
  return result;
}

// Go writes named groups also as (?<name>...); the RE2 of older systems knows only (?P<name>...).
std::string with_portable_groups(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    out += c;
    if (c == '\\' && i + 1 < pattern.size()) {
      out += pattern[++i];
    } else if (c == '[') {
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    } else if (c == '(' && !in_class && pattern.substr(i, 3) == "(?<") {
      out += "?P";
      ++i;
    }
  }
  return out;
}

// `\C`, a single byte, exists in RE2 but not in Go.
bool has_byte_escape(std::string_view pattern) {
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '\\') continue;
    if (pattern[i + 1] == 'C') return true;
    ++i;
  }
  return false;
}

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
    case RE2::NoError:
    case RE2::ErrorInternal: break;
  }
  return "internal error";
}

Error regex_error(std::string_view pattern, std::string_view wording, std::string_view part) {
  Span span{0, static_cast<std::uint32_t>(pattern.size())};
  if (!part.empty()) {
    const auto at = pattern.find(part);
    if (at != std::string_view::npos) {
      span = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
    }
  }
  return {fmt::format("error parsing regexp: {}: `{}`", wording, part), span, {}, {}};
}

Result<std::unique_ptr<RE2>> build(std::string_view pattern) {
  if (has_byte_escape(pattern)) {
    return std::unexpected(regex_error(pattern, "invalid escape sequence", "\\C"));
  }
  const std::string text =
      pattern.contains("(?<") ? with_portable_groups(pattern) : std::string(pattern);
  auto machine = std::make_unique<RE2>(text, options());
  if (machine->ok()) return machine;
  const RE2::ErrorCode code = machine->error_code();
  const bool nameless = code == RE2::ErrorTrailingBackslash;
  return std::unexpected(
      regex_error(pattern, go_wording(code), nameless ? std::string_view() : machine->error_arg()));
}

// The alternatives of a pattern that is only texts and '|', perhaps in one pair of parentheses;
// nothing when it is more than that.
std::optional<std::vector<std::string>> split_literals(std::string_view pattern) {
  if (pattern.starts_with("(?:") && pattern.ends_with(')')) {
    pattern = pattern.substr(3, pattern.size() - 4);
  } else if (pattern.starts_with('(') && pattern.ends_with(')')) {
    pattern = pattern.substr(1, pattern.size() - 2);
  }
  std::vector<std::string> texts(1);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '|') {
      if (texts.size() == kMostLiterals) return std::nullopt;
      texts.emplace_back();
    } else if (c == '\\') {
      if (i + 1 == pattern.size() || !is_meta(pattern[i + 1])) return std::nullopt;
      texts.back() += pattern[++i];
    } else if (is_meta(c) || static_cast<unsigned char>(c) >= 0x80) {
      return std::nullopt;
    } else {
      texts.back() += c;
    }
  }
  return texts;
}

// Most patterns need no parser to be seen as valid: texts, dots, alternatives, groups and single
// repetitions of ASCII. Anything else is left to RE2.
bool is_plainly_valid(std::string_view pattern) {
  int open = 0;
  bool repeatable = false;  // whether a repetition may follow
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*' || c == '+' || c == '?') {
      if (!repeatable) return false;
      repeatable = false;
    } else if (c == '(') {
      if (pattern.substr(i + 1, 1) == "?" || ++open > 50) return false;
      repeatable = false;
    } else if (c == ')') {
      if (--open < 0) return false;
      repeatable = true;
    } else if (c == '|') {
      repeatable = false;
    } else if (c != '.' && (is_meta(c) || static_cast<unsigned char>(c) >= 0x80)) {
      return false;
    } else {
      repeatable = true;
    }
  }
  return open == 0 && pattern.size() < 1000;
}
}  // namespace

struct Regex::Machine {
  std::unique_ptr<RE2> re2;
};

std::string_view to_string(MatchOp op) {
  switch (op) {
    case MatchOp::equal: return "=";
    case MatchOp::not_equal: return "!=";
    case MatchOp::regex: return "=~";
    case MatchOp::not_regex: break;
  }
  return "!~";
}

Result<Regex> Regex::compile(std::string_view pattern) {
  Regex result;
  result.pattern_ = pattern;
  if (pattern == ".*") {
    result.kind_ = Kind::anything;
  } else if (pattern == ".+") {
    result.kind_ = Kind::something;
  } else if (auto literals = split_literals(pattern)) {
    result.literals_ = std::move(*literals);
  } else {
    TRY_ASSIGN(auto machine, build(pattern));
    result.kind_ = Kind::machine;
    result.machine_ = std::make_shared<const Machine>(Machine{std::move(machine)});
  }
  return result;
}

bool Regex::matches(std::string_view text) const {
  switch (kind_) {
    case Kind::literals: return std::ranges::find(literals_, text) != literals_.end();
    case Kind::anything: return true;
    case Kind::something: return !text.empty();
    case Kind::machine: break;
  }
  return RE2::FullMatch(text, *machine_->re2);
}

Result<void> check_regex(std::string_view pattern) {
  if (is_plainly_valid(pattern)) return {};
  thread_local std::unordered_set<std::string> valid;  // NOLINT(misc-use-internal-linkage)
  const std::string key(pattern);
  if (valid.contains(key)) return {};
  TRY(build(pattern));
  if (valid.size() >= kRememberedPatterns) valid.clear();
  valid.insert(key);
  return {};
}

Result<Matcher> Matcher::create(MatchOp op, std::string name, std::string value) {
  Matcher result;
  result.op_ = op;
  if (op == MatchOp::regex || op == MatchOp::not_regex) {
    TRY_ASSIGN(auto regex, Regex::compile(value));
    result.regex_ = std::make_shared<const Regex>(std::move(regex));
  }
  result.name_ = std::move(name);
  result.value_ = std::move(value);
  return result;
}

bool Matcher::matches(std::string_view value) const {
  switch (op_) {
    case MatchOp::equal: return value == value_;
    case MatchOp::not_equal: return value != value_;
    case MatchOp::regex: return regex_->matches(value);
    case MatchOp::not_regex: break;
  }
  return !regex_->matches(value);
}

std::string Matcher::to_string() const {
  const std::string name = is_legacy_label_name(name_) ? name_ : quoted(name_);
  return name + std::string(series::to_string(op_)) + quoted(value_);
}

}  // namespace nsmon::series
