// SPDX-License-Identifier: Apache-2.0
#include "exposition/sample_scanner.h"

#include "base/utf8.h"
#include "exposition/names.h"
#include "exposition/value.h"
#include "series/labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace nsmon::exposition {
namespace {

constexpr std::size_t kMaxExemplarCharacters = 128;

std::uint32_t column(std::size_t offset) {
  return static_cast<std::uint32_t>(offset);
}

Columns cut(std::size_t begin, std::size_t end) {
  return {column(begin), column(end)};
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string value_hint(std::string_view word) {
  if (word == "#") return "the value is missing";
  return word.contains(',') ? "write a decimal point, not a comma" : "";
}

}  // namespace

bool SampleScanner::fail(Columns columns, std::string message, std::string hint) {
  columns_ = columns;
  message_ = std::move(message);
  hint_ = std::move(hint);
  return false;
}

Columns SampleScanner::here() const {
  std::size_t end = std::min(cursor_ + 1, line_.size());
  while (end < line_.size() && (static_cast<unsigned char>(line_[end]) & 0xc0U) == 0x80U) ++end;
  return cut(cursor_, end);
}

std::string SampleScanner::found() const {
  if (at_end()) return "the line ends";
  const Columns place = here();
  return fmt::format("found {}", quoted(line_.substr(place.begin, place.end - place.begin)));
}

void SampleScanner::skip_blanks() {
  while (!at_end() && (line_[cursor_] == ' ' || line_[cursor_] == '\t')) ++cursor_;
}

std::string_view SampleScanner::word() {
  const std::size_t begin = cursor_;
  while (!at_end() && line_[cursor_] != ' ' && line_[cursor_] != '\t') ++cursor_;
  return line_.substr(begin, cursor_ - begin);
}

// Between the parts of a sample: blanks and tabs in the text format, one blank in OpenMetrics.
bool SampleScanner::separator(std::string_view expected) {
  const std::size_t begin = cursor_;
  skip_blanks();
  if (format_ == Format::openmetrics && (cursor_ != begin + 1 || line_[begin] != ' ')) {
    if (at_end()) return fail(here(), fmt::format("expected {}, but the line ends", expected));
    return fail(cut(begin, std::max(cursor_, begin + 1)),
                fmt::format("expected one blank before {}", expected),
                "OpenMetrics parts its fields with exactly one blank");
  }
  return true;
}

bool SampleScanner::scan(std::string_view line) {
  line_ = line;
  cursor_ = 0;
  labels_.clear();
  unescaped_.clear();
  if (unescaped_.capacity() < line.size()) unescaped_.reserve(line.size() * 2);
  sample_ = Sample{};
  if (format_ == Format::text) skip_blanks();
  const std::size_t begin = cursor_;
  if (!scan_name()) return false;
  sample_.series = line.substr(begin, cursor_ - begin);
  sample_.labels = labels_;
  return scan_value();
}

bool SampleScanner::scan_name() {
  const std::size_t begin = cursor_;
  cursor_ = metric_name_end(line_, begin);
  sample_.name = line_.substr(begin, cursor_ - begin);
  sample_.name_columns = cut(begin, cursor_);
  std::size_t brace = cursor_;
  if (format_ == Format::text) {
    while (brace < line_.size() && (line_[brace] == ' ' || line_[brace] == '\t')) ++brace;
  }
  if (brace < line_.size() && line_[brace] == '{') {
    cursor_ = brace;
    if (!scan_labels(labels_, false)) return false;
    if (!sample_.name.empty()) return true;
    return fail(sample_.name_columns, "expected a metric name before or in the braces");
  }
  if (sample_.name.empty()) {
    return fail(here(), fmt::format("expected a metric name, but {}", found()),
                "names begin with a letter, _ or :; other names go into braces: {\"my.metric\"}");
  }
  return true;
}

bool SampleScanner::scan_labels(std::vector<LabelView>& labels, bool exemplar) {
  ++cursor_;  // the brace
  while (true) {
    if (format_ == Format::text) skip_blanks();
    if (peek() == '}' && !at_end()) {
      if (format_ == Format::openmetrics && line_[cursor_ - 1] == ',') {
        return fail(cut(cursor_ - 1, cursor_), "comma after the last label");
      }
      break;
    }
    if (!scan_label(labels, exemplar)) return false;
    if (format_ == Format::text) skip_blanks();
    if (peek() == ',') {
      ++cursor_;
    } else if (peek() != '}') {
      return fail(here(), fmt::format("expected \",\" or \"}}\" after a label, but {}", found()));
    }
  }
  ++cursor_;
  return check_label_names(labels);
}

bool SampleScanner::scan_label(std::vector<LabelView>& labels, bool exemplar) {
  LabelView label;
  const std::size_t begin = cursor_;
  if (peek() == '"') {
    if (!scan_quoted(label.name, label.name_columns)) return false;
    if (format_ == Format::text) skip_blanks();
    if (peek() != '=') return take_quoted_name(label.name, label.name_columns, exemplar);
    if (label.name.empty()) return fail(label.name_columns, "empty label name");
  } else {
    cursor_ = label_name_end(line_, begin);
    label.name = line_.substr(begin, cursor_ - begin);
    label.name_columns = cut(begin, cursor_);
    if (label.name.empty()) {
      return fail(here(), fmt::format("expected a label name, but {}", found()),
                  "label names begin with a letter or _; other names go into quotes");
    }
    if (format_ == Format::text) skip_blanks();
    if (peek() != '=') {
      return fail(here(), fmt::format("expected \"=\" after label name {}, but {}",
                                      quoted(label.name), found()));
    }
  }
  ++cursor_;
  if (format_ == Format::text) skip_blanks();
  if (peek() != '"') {
    return fail(here(), fmt::format("expected a label value in quotes, but {}", found()));
  }
  if (!scan_quoted(label.value, label.value_columns)) return false;
  if (label.name == series::kMetricName) {
    return fail(label.name_columns, "label name \"__name__\" is reserved",
                "write the metric's name before the braces");
  }
  labels.push_back(label);
  return true;
}

// A quoted text without `=` behind it is the metric's name.
bool SampleScanner::take_quoted_name(std::string_view text, Columns columns, bool exemplar) {
  if (exemplar || !sample_.name.empty()) {
    return fail(here(),
                fmt::format("expected \"=\" after label name {}, but {}", quoted(text), found()));
  }
  if (text.empty()) return fail(columns, "empty metric name");
  sample_.name = text;
  sample_.name_columns = columns;
  return true;
}

// A text in quotes; `unescaped_` has room for the whole line, so earlier views into it stay.
bool SampleScanner::scan_quoted(std::string_view& text, Columns& columns) {
  const std::size_t begin = ++cursor_;
  while (!at_end() && line_[cursor_] != '"' && line_[cursor_] != '\\') ++cursor_;
  if (peek() == '"' && !at_end()) {
    text = line_.substr(begin, cursor_ - begin);
    columns = cut(begin, cursor_);
    ++cursor_;
    return true;
  }
  const std::size_t start = unescaped_.size();
  unescaped_ += line_.substr(begin, cursor_ - begin);
  while (!at_end() && line_[cursor_] != '"') {
    const char c = line_[cursor_];
    if (c != '\\') {
      unescaped_ += c;
      ++cursor_;
      continue;
    }
    const char next = cursor_ + 1 < line_.size() ? line_[cursor_ + 1] : '\0';
    if (next == 'n') {
      unescaped_ += '\n';
    } else if (next == '"' || next == '\\') {
      unescaped_ += next;
    } else if (format_ == Format::openmetrics && next != '\0') {
      unescaped_ += '\\';  // OpenMetrics: a backslash before any other character is itself
      unescaped_ += next;
    } else {
      return fail(cut(cursor_, std::min(cursor_ + 2, line_.size())),
                  "unknown escape in a label value", "use \\\\, \\\" or \\n");
    }
    cursor_ += 2;
  }
  if (at_end()) {
    return fail(cut(begin - 1, line_.size()), "label value without a closing quote",
                "write line breaks as \\n");
  }
  text = std::string_view(unescaped_).substr(start);
  columns = cut(begin, cursor_);
  ++cursor_;
  return true;
}

bool SampleScanner::check_label_names(const std::vector<LabelView>& labels) {
  constexpr std::size_t kFew = 12;  // comparing all pairs is quicker than sorting up to here
  const LabelView* twice = nullptr;
  if (labels.size() <= kFew) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        if (labels[i].name == labels[k].name) twice = &labels[i];
      }
    }
  } else {
    sorted_names_.clear();
    for (const LabelView& label : labels) sorted_names_.push_back(label.name);
    std::ranges::sort(sorted_names_);
    const auto same = std::ranges::adjacent_find(sorted_names_);
    if (same != sorted_names_.end()) {
      const auto of_name = [&](const LabelView& label) { return label.name == *same; };
      twice =
          &*std::ranges::find_if(std::ranges::find_if(labels, of_name) + 1, labels.end(), of_name);
    }
  }
  if (twice == nullptr) return true;
  return fail(twice->name_columns, fmt::format("label {} is given twice", quoted(twice->name)));
}

bool SampleScanner::scan_value() {
  const char before = cursor_ > 0 ? line_[cursor_ - 1] : ' ';
  if (before != '}' && !at_end() && peek() != ' ' && peek() != '\t') {
    return fail(here(), fmt::format("expected a blank after the metric name, {}", found()),
                "names have letters, digits, _ and :; other names go into braces: {\"my.metric\"}");
  }
  if (!separator("the value")) return false;
  const std::size_t begin = cursor_;
  const std::string_view text = word();
  sample_.value_columns = cut(begin, cursor_);
  if (text.empty()) return fail(here(), "expected a value, but the line ends");
  const auto value = parse_value(text);
  if (!value) {
    return fail(sample_.value_columns,
                fmt::format("expected a number as value, found {}", quoted(text)),
                value_hint(text));
  }
  sample_.value = *value;
  if (at_end()) return true;
  return scan_timestamp();
}

// Go's decoder reads them as the beginning of one more field.
bool SampleScanner::fail_at_trailing_blanks(std::size_t begin) {
  return fail(cut(begin, line_.size()), "blanks at the end of the line", "remove them");
}

bool SampleScanner::scan_timestamp() {
  if (format_ == Format::openmetrics) {
    if (!separator("the time stamp")) return false;
    if (peek() == '#') return scan_exemplar();
  } else {
    skip_blanks();
    if (at_end()) return fail_at_trailing_blanks(sample_.value_columns.end);
  }
  const std::size_t begin = cursor_;
  const std::string_view text = word();
  sample_.timestamp_columns = cut(begin, cursor_);
  if (!parse_time(text, sample_.timestamp_columns, sample_.timestamp)) return false;
  if (at_end()) return true;
  if (format_ == Format::openmetrics) {
    if (!separator("\"#\"")) return false;
    if (peek() == '#') return scan_exemplar();
  } else {
    skip_blanks();
    if (at_end()) return fail_at_trailing_blanks(sample_.timestamp_columns.end);
  }
  return fail(cut(cursor_, line_.size()), "unexpected text after the time stamp");
}

bool SampleScanner::parse_time(std::string_view word, Columns columns,
                               std::optional<series::Timestamp>& time) {
  time = format_ == Format::text ? parse_milliseconds(word) : parse_seconds(word);
  if (time) return true;
  if (format_ == Format::text) {
    if (word == "#") {
      return fail(columns, "exemplars are not part of the text format",
                  "expose them as OpenMetrics: application/openmetrics-text");
    }
    return fail(columns,
                fmt::format("expected a whole number of milliseconds as time stamp, found {}",
                            quoted(word)));
  }
  return fail(columns, fmt::format("expected seconds as time stamp, found {}", quoted(word)));
}

bool SampleScanner::scan_exemplar() {
  const std::size_t begin = cursor_++;
  exemplar_ = Exemplar{};
  exemplar_labels_.clear();
  if (!separator("the exemplar's labels")) return false;
  if (peek() != '{') {
    return fail(here(), fmt::format("expected \"{{\" of the exemplar's labels, but {}", found()));
  }
  if (!scan_labels(exemplar_labels_, true)) return false;
  exemplar_.labels = exemplar_labels_;
  std::size_t length = 0;
  for (const LabelView& label : exemplar_labels_) {
    length += characters(label.name) + characters(label.value);
  }
  if (length > kMaxExemplarCharacters) {
    return fail(cut(begin, cursor_),
                fmt::format("labels of an exemplar have {} characters, at most {} are allowed",
                            length, kMaxExemplarCharacters));
  }
  if (!separator("the exemplar's value")) return false;
  const std::size_t value_begin = cursor_;
  const std::string_view text = word();
  const auto value = parse_value(text);
  if (!value) {
    return fail(cut(value_begin, cursor_),
                fmt::format("expected a number as value of the exemplar, found {}", quoted(text)));
  }
  exemplar_.value = *value;
  if (!at_end()) {
    if (!separator("the exemplar's time stamp")) return false;
    const std::size_t time_begin = cursor_;
    const std::string_view time = word();
    if (!parse_time(time, cut(time_begin, cursor_), exemplar_.timestamp)) {
      return false;
    }
  }
  if (!at_end()) {
    return fail(cut(cursor_, line_.size()), "unexpected text after the exemplar");
  }
  exemplar_.columns = cut(begin, line_.size());
  sample_.exemplar = &exemplar_;
  return true;
}

}  // namespace nsmon::exposition
