// SPDX-License-Identifier: Apache-2.0
#include "testing/script_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace nsmon::testing {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

// Lines without surrounding blanks; comments count as empty lines.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    lines.push_back(line.starts_with('#') ? std::string_view() : line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string lower_first_word(std::string_view line) {
  std::string word(take_word(line));
  std::ranges::transform(word, word.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return word;
}

bool begins_command(std::string_view line) {
  const std::string word = lower_first_word(line);
  return word == "load" || word == "load_with_nhcb" || word == "clear" || begins_eval(line);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view take_word(std::string_view& text) {
  const auto end = std::ranges::find_if(text, is_blank);
  const auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text = trimmed(text.substr(word.size()));
  return word;
}

bool begins_eval(std::string_view line) {
  const std::string word = lower_first_word(line);
  if (!word.starts_with("eval")) return false;
  take_word(line);
  const std::string second = lower_first_word(line);
  return second == "instant" || second == "range";
}

Result<void> ValueBudget::take(std::size_t weight) {
  if (weight < left_) {
    left_ -= weight;
    return {};
  }
  left_ = 0;
  return failure(fmt::format("the script has series of more than {} values", kMost));
}

ParsedScript parse_script(std::string_view text) {
  ParsedScript script;
  ValueBudget budget;
  const auto lines = split_lines(text);
  for (std::size_t at = 0; at < lines.size() && !budget.used_up();) {
    if (lines[at].empty()) {
      ++at;
      continue;
    }
    const std::size_t line = at + 1;
    const std::string word = lower_first_word(lines[at]);
    if (word == "clear") {
      script.commands.push_back({line, ClearCommand{}});
      ++at;
    } else if (word == "load" || word == "load_with_nhcb") {
      script.commands.push_back({line, parse_load(lines, at, budget, script.problems)});
    } else if (word.starts_with("eval")) {
      script.commands.push_back({line, parse_eval(lines, at, budget)});
    } else {
      script.problems.push_back({line, fmt::format("invalid command \"{}\"", word)});
      ++at;
      while (at < lines.size() && !lines[at].empty() && !begins_command(lines[at])) ++at;
    }
  }
  return script;
}

}  // namespace nsmon::testing
