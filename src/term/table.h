// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/diagnostic.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::term {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

// Text in columns, two blanks between them, widths counted as a terminal shows them. Cells may hold
// any text: what could act on a terminal is shown as escapes.
class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // Missing cells are empty; more cells than columns are dropped.
  void add(const std::vector<std::string>& cells);
  bool empty() const { return cells_.empty(); }

  // The title line, emphasised when coloured, and the rows; each line ends in a line break and has
  // no blanks before it. With a width other than 0, the widest left-aligned columns are cut (marked
  // by "~") so that lines fit, as far as every column keeps some characters.
  std::string render(std::size_t width = 0, Colour colour = Colour::off) const;

 private:
  std::vector<std::size_t> column_widths(std::size_t width) const;
  void append_row(std::string& out, const std::string* cells,
                  const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::string> cells_;  // row by row, printable
};

// The text's beginning that takes at most `width` columns; when it had to be cut, "~" ends it.
std::string fit(std::string_view text, std::size_t width);

}  // namespace nsmon::term
