// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/events.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::exposition {

// Takes one sample line apart. Keeps its buffers from line to line, so that nothing is allocated
// for an ordinary line.
class SampleScanner {
 public:
  explicit SampleScanner(Format format) : format_(format) {}

  // False when the line is malformed; message(), hint() and columns() say why and where. The
  // sample's views point into `line` and into the scanner.
  bool scan(std::string_view line);

  const Sample& sample() const { return sample_; }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  Columns columns() const { return columns_; }

 private:
  bool scan_name();
  bool scan_labels(std::vector<LabelView>& labels, bool exemplar);
  bool scan_label(std::vector<LabelView>& labels, bool exemplar);
  bool scan_quoted(std::string_view& text, Columns& columns);
  bool take_quoted_name(std::string_view text, Columns columns, bool exemplar);
  bool check_label_names(const std::vector<LabelView>& labels);
  bool scan_value();
  bool scan_timestamp();
  bool fail_at_trailing_blanks(std::size_t begin);
  bool scan_exemplar();
  bool parse_time(std::string_view word, Columns columns, std::optional<series::Timestamp>& time);
  bool separator(std::string_view expected);
  void skip_blanks();
  std::string_view word();
  char peek() const { return cursor_ < line_.size() ? line_[cursor_] : '\0'; }
  bool at_end() const { return cursor_ >= line_.size(); }
  std::string found() const;
  Columns here() const;
  bool fail(Columns columns, std::string message, std::string hint = {});

  Format format_;
  std::string_view line_;
  std::size_t cursor_ = 0;
  Sample sample_;
  Exemplar exemplar_;
  std::vector<LabelView> labels_;
  std::vector<LabelView> exemplar_labels_;
  std::string unescaped_;  // never grows while a line is scanned: views point into it
  std::vector<std::string_view> sorted_names_;
  std::string message_;
  std::string hint_;
  Columns columns_ = {};
};

}  // namespace nsmon::exposition
