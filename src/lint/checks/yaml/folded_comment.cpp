// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "lint/file_set.h"
#include "yaml/document.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace nsmon::lint {
namespace {
bool folds_lines(yaml::Style style) {
  return style == yaml::Style::folded || style == yaml::Style::single_quoted ||
         style == yaml::Style::double_quoted;
}

// Offset just after the string literal that begins at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\' && quote != '`') ++at;
  }
  return std::min(at + 1, text.size());
}

// The first comment at or after `from`, up to the end of its line.
std::optional<Span> next_comment(std::string_view text, std::size_t from) {
  while (from < text.size() && text[from] != '#') {
    const bool quote = text[from] == '"' || text[from] == '\'' || text[from] == '`';
    from = quote ? skip_string(text, from) : from + 1;
  }
  if (from >= text.size()) return std::nullopt;
  const std::size_t end = std::min(text.find('\n', from), text.size());
  return Span{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(end)};
}

// Whether a line of the file that was folded into the comment held something else than a comment.
bool swallows(std::string_view source, Span comment) {
  const std::string_view text = source.substr(comment.begin, comment.size());
  for (std::size_t line = text.find('\n'); line != std::string_view::npos;
       line = text.find('\n', line + 1)) {
    const std::size_t first = text.find_first_not_of(" \t\r\n", line);
    if (first != std::string_view::npos && text[first] != '#') return true;
  }
  return false;
}

void run(const JudgedRule& judged, Reporter& report) {
  const config::TextField& expr = judged.rule.expr;
  if (expr.node == nullptr || !folds_lines(expr.node->style())) return;
  const std::string_view source = judged.file.source.text();
  for (auto comment = next_comment(expr.value, 0); comment;
       comment = next_comment(expr.value, comment->end)) {
    const Span place = yaml::place_in_text(source, *expr.node, *comment);
    if (!swallows(source, place)) continue;
    const std::size_t line_end = source.find('\n', place.begin);
    report.add({.span = {place.begin, static_cast<std::uint32_t>(line_end)},
                .message = "the comment swallows the rest of the expression, because this kind of "
                           "text joins its lines",
                .hint = "write expr: | instead"});
  }
}
}  // namespace

constinit const Check checks::yaml_folded_comment{
    .info = {.id = "yaml/folded-comment",
             .severity = Severity::error,
             .summary = "a comment swallows expression text in a folded scalar",
             .rationale =
                 "A folded or quoted text joins its lines before Prometheus sees them, so a "
                 "comment reaches over all that follows. The file loads, and the condition "
                 "is gone.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: ManyErrors
        expr: >
          rate(errors_total[5m])  # per second
          > 5
        labels: {severity: warning}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: ManyErrors
        expr: |
          rate(errors_total[5m])  # per second
          > 5
        labels: {severity: warning}
)"},
    .run = run,
};

}  // namespace nsmon::lint
