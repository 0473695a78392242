// SPDX-License-Identifier: Apache-2.0
#include "term/table.h"

#include "base/utf8.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace nsmon::term {
namespace {
constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  // a cut column keeps at least this
}  // namespace

std::string fit(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t used = 1;  // for the mark
  while (!text.empty()) {
    const auto length = std::max<std::size_t>(decode_rune(text).length, 1);
    const auto character = text.substr(0, length);
    used += display_width(character);
    if (used > width) break;
    out += character;
    text.remove_prefix(length);
  }
  return width == 0 ? out : out + '~';
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    cells_.push_back(i < cells.size() ? printable(cells[i]) : std::string());
  }
}

std::vector<std::size_t> Table::column_widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) widths.push_back(display_width(column.title));
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    auto& widest = widths[i % columns_.size()];
    widest = std::max(widest, display_width(cells_[i]));
  }
  if (width == 0 || columns_.empty()) return widths;
  auto total = std::accumulate(widths.begin(), widths.end(), kGap * (columns_.size() - 1));
  while (total > width) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool may_shrink = columns_[i].align == Align::left && widths[i] > kNarrowest;
      if (may_shrink && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    }
    if (widest == nullptr) break;
    const auto too_much = std::min(total - width, *widest - kNarrowest);
    // Halving at most, so that two wide columns share the loss.
    const auto loss = std::min(too_much, std::max<std::size_t>(*widest / 2, 1));
    *widest -= loss;
    total -= loss;
  }
  return widths;
}

void Table::append_row(std::string& out, const std::string* cells,
                       const std::vector<std::size_t>& widths) const {
  const auto line_begin = out.size();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out.append(kGap, ' ');
    const auto cell = fit(cells[i], widths[i]);
    const auto padding = widths[i] - std::min(widths[i], display_width(cell));
    if (columns_[i].align == Align::right) out.append(padding, ' ');
    out += cell;
    if (columns_[i].align == Align::left) out.append(padding, ' ');
  }
  while (out.size() > line_begin && out.back() == ' ') out.pop_back();
  out += '\n';
}

std::string Table::render(std::size_t width, Colour colour) const {
  if (columns_.empty()) return "";
  const auto widths = column_widths(width);
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(printable(column.title));
  std::string out;
  append_row(out, titles.data(), widths);
  if (colour == Colour::on) {
    out.pop_back();
    out = "\x1b[1m" + out + "\x1b[0m\n";
  }
  for (std::size_t i = 0; i < cells_.size(); i += columns_.size()) {
    append_row(out, &cells_[i], widths);
  }
  return out;
}

}  // namespace nsmon::term
