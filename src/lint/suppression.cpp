// SPDX-License-Identifier: Apache-2.0
#include "lint/suppression.h"

#include "base/nearest_name.h"
#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace nsmon::lint {
namespace {
constexpr std::string_view kMark = "nsmon";
constexpr auto kVerbs =
    std::to_array<std::string_view>({"disable", "snooze", "file/disable", "file/snooze"});

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

struct Line {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // without the line break
};

Line line_at(std::string_view text, std::size_t offset) {
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::optional<Line> line_after(std::string_view text, Line line) {
  if (line.end + 1 >= text.size()) return std::nullopt;
  return line_at(text, line.end + 1);
}

std::uint32_t indentation(std::string_view text, Line line) {
  std::uint32_t at = line.begin;
  while (at < line.end && text[at] == ' ') ++at;
  return at - line.begin;
}

// Neither empty nor a comment alone.
bool has_content(std::string_view text, Line line) {
  std::uint32_t at = line.begin;
  while (at < line.end && is_blank(text[at])) ++at;
  return at < line.end && text[at] != '#';
}

bool starts_item(std::string_view text, Line line) {
  const std::uint32_t at = line.begin + indentation(text, line);
  return at < line.end && text[at] == '-' && (at + 1 == line.end || is_blank(text[at + 1]));
}

// The YAML block that begins on the line: the lines below it that are indented deeper, and for a
// key also the list items that stand at its own depth.
Span block_at(std::string_view text, Line first) {
  const std::uint32_t depth = indentation(text, first);
  const bool item = starts_item(text, first);
  Line last = first;
  for (auto line = line_after(text, first); line; line = line_after(text, *line)) {
    if (!has_content(text, *line)) continue;
    const std::uint32_t here = indentation(text, *line);
    if (here < depth || (here == depth && (item || !starts_item(text, *line)))) break;
    last = *line;
  }
  return {first.begin, last.end};
}

Span find_cover(std::string_view text, std::span<const Span> rules, Span comment) {
  const Line own = line_at(text, comment.begin);
  const bool alone = !has_content(text, own);
  std::optional<Line> target = own;
  if (alone) {
    do {
      target = line_after(text, *target);
    } while (target && !has_content(text, *target));
  }
  // Inside an expression the rest of the file may be comments, so the comment's own place counts
  // too.
  const auto rule = std::ranges::find_if(rules, [&](Span span) {
    return span.contains(comment.begin) ||
           (target && span.begin < target->end && target->begin < span.end);
  });
  if (rule != rules.end()) return *rule;
  return target ? block_at(text, *target) : Span{};
}

// Takes words off a comment, with their places in the text.
class Words {
 public:
  Words(std::string_view text, Span rest) : text_(text), rest_(rest) {}

  Span next() {
    while (rest_.begin < rest_.end && separates(text_[rest_.begin])) ++rest_.begin;
    Span word{rest_.begin, rest_.begin};
    while (word.end < rest_.end && !separates(text_[word.end])) ++word.end;
    rest_.begin = word.end;
    return word;
  }
  std::string_view text_of(Span word) const { return text_.substr(word.begin, word.size()); }

 private:
  static bool separates(char c) { return is_blank(c) || c == ','; }

  std::string_view text_;
  Span rest_;
};

std::optional<std::chrono::sys_days> parse_date(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const auto number = [&](std::size_t begin, std::size_t size, auto& value) {
    const char* end = text.data() + begin + size;
    return std::from_chars(text.data() + begin, end, value).ptr == end;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

void read_names(Words& words, ControlComment& comment) {
  for (Span word = words.next(); word.size() > 0; word = words.next()) {
    if (words.text_of(word) == "--") {
      comment.has_reason = words.next().size() > 0;
      break;
    }
    comment.names.push_back({std::string(words.text_of(word)), word});
  }
  if (comment.names.empty()) {
    comment.problem = "the comment names no check";
    comment.hint = "write family/name after the verb";
  }
}

// False when the comment only mentions nsmon.
bool read_comment(std::string_view text, Span rest, ControlComment& comment) {
  Words words(text, rest);
  const std::string_view verb = words.text_of(words.next());
  if (std::ranges::find(kVerbs, verb) == kVerbs.end()) {
    const auto meant = nearest_name(verb, kVerbs);
    if (!meant) return false;
    comment.problem = fmt::format("{} is nothing that a comment can ask for", quoted(verb));
    comment.hint = fmt::format("did you mean {}?", *meant);
    return true;
  }
  comment.whole_file = verb.starts_with("file/");
  if (verb.ends_with("snooze")) {
    const std::string_view date = words.text_of(words.next());
    comment.until = parse_date(date);
    if (!comment.until) {
      comment.problem = fmt::format("{} is no date", quoted(date));
      comment.hint = "write the last day of silence as YYYY-MM-DD after snooze";
      return true;
    }
  }
  read_names(words, comment);
  return true;
}

// The comment whose "#" leads to the mark at `mark`, or nothing.
std::optional<Span> comment_around(std::string_view text, std::size_t mark) {
  std::size_t at = mark;
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  if (at == 0 || text[at - 1] != '#') return std::nullopt;
  --at;
  if (at > 0 && text[at - 1] != '\n' && !is_blank(text[at - 1])) return std::nullopt;
  std::uint32_t end = line_at(text, at).end;
  while (is_blank(text[end - 1])) --end;
  return Span{static_cast<std::uint32_t>(at), end};
}

bool names_check(std::string_view name, std::string_view check) {
  return name == check || (check.starts_with(name) && check.substr(name.size()).starts_with('/'));
}
}  // namespace

std::vector<ControlComment> find_control_comments(std::string_view text,
                                                  std::span<const Span> rules) {
  std::vector<ControlComment> comments;
  for (std::size_t mark = text.find(kMark); mark != std::string_view::npos;
       mark = text.find(kMark, mark + kMark.size())) {
    const auto span = comment_around(text, mark);
    if (!span) continue;
    auto rest = static_cast<std::uint32_t>(mark + kMark.size());
    if (rest < span->end && text[rest] == ':') ++rest;
    if (rest >= span->end || !is_blank(text[rest])) continue;
    ControlComment comment{.span = *span};
    if (!read_comment(text, {rest, span->end}, comment)) continue;
    if (comment.whole_file) {
      comment.covers = {0, static_cast<std::uint32_t>(text.size())};
    } else {
      comment.covers = find_cover(text, rules, *span);
    }
    if (comment.problem.empty() && comment.covers.size() == 0) {
      comment.problem = "the comment touches no rule";
      comment.hint = "move it to the line above the rule, or write file/disable";
    }
    comments.push_back(std::move(comment));
  }
  return comments;
}

const ControlComment::Name* silence(std::vector<ControlComment>& comments, std::string_view check,
                                    std::uint32_t place, std::chrono::sys_days today) {
  for (ControlComment& comment : comments) {
    if (!comment.problem.empty() || comment.is_expired(today)) continue;
    if (!comment.whole_file && !comment.covers.contains(place)) continue;
    for (ControlComment::Name& name : comment.names) {
      if (!names_check(name.text, check)) continue;
      name.used = true;
      return &name;
    }
  }
  return nullptr;
}

}  // namespace nsmon::lint
