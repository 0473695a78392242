// SPDX-License-Identifier: Apache-2.0
#include "cli/query_tables.h"

#include "base/utf8.h"
#include "cli/query_time.h"
#include "term/table.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace nsmon::cli {
namespace {
using prometheus::HistogramValue;
using prometheus::Notices;
using prometheus::ResultType;

// Time stamps for people. The series of a range query repeat the same ones, so each is put into
// words once.
class TimeTexts {
 public:
  void restart() { next_ = 0; }

  const std::string& of(std::string_view seconds) {
    if (next_ < texts_.size() && texts_[next_].first == seconds) return texts_[next_++].second;
    const auto known = index_.find(std::string(seconds));
    if (known != index_.end()) {
      next_ = known->second + 1;
      return texts_[known->second].second;
    }
    if (texts_.size() >= kMost) {
      other_ = rfc3339(seconds);
      return other_;
    }
    index_.emplace(seconds, texts_.size());
    texts_.emplace_back(seconds, rfc3339(seconds));
    next_ = texts_.size();
    return texts_.back().second;
  }

 private:
  static constexpr std::size_t kMost = 100'000;
  std::vector<std::pair<std::string, std::string>> texts_;
  std::unordered_map<std::string, std::size_t> index_;
  std::size_t next_ = 0;
  std::string other_;
};

struct Row {
  series::LabelSet labels;
  std::string value;
};

std::vector<std::string> label_names(const std::vector<Row>& rows) {
  std::set<std::string_view> names;
  for (const auto& row : rows) {
    for (const auto& label : row.labels) names.insert(label.name);
  }
  // The metric's name first, whatever its place in the order of bytes.
  std::vector<std::string> ordered;
  if (names.erase(series::kMetricName) > 0) ordered.emplace_back(series::kMetricName);
  ordered.insert(ordered.end(), names.begin(), names.end());
  return ordered;
}

std::string title_of(const std::string& label) {
  return label == series::kMetricName ? "metric" : label;
}

class TablePrinter final : public ResultPrinter {
 public:
  explicit TablePrinter(Io& io) : io_(io) {}

  void begin(ResultType type) override { type_ = type; }

  void series(const series::LabelSet& labels) override {
    any_series_ = true;
    if (type_ == ResultType::vector) {
      rows_.push_back({labels, {}});
      return;
    }
    if (std::exchange(separate_, true)) io_.out.write("\n");
    io_.out.write(printable(labels.to_selector()) + '\n');
    times_.restart();
  }

  void point(std::string_view time, std::string_view value) override {
    if (type_ == ResultType::vector) {
      if (!rows_.empty()) rows_.back().value = value;
    } else if (type_ == ResultType::matrix) {
      write_point(time, value);
    } else {
      io_.out.write(printable(value) + '\n');
    }
  }

  void histogram_point(std::string_view time, const HistogramValue& value) override {
    any_histogram_ = true;
    point(time, to_text(value));
  }

  void end() override {
    const bool list = type_ == ResultType::vector || type_ == ResultType::matrix;
    if (list && !any_series_) io_.err.write("no series\n");
    if (!rows_.empty()) write_vector();
  }

  void finish(const Notices&) override {}  // go to err, not into the table

 private:
  void write_point(std::string_view time, std::string_view value) {
    line_ = "  ";
    line_ += times_.of(time);
    line_ += "  ";
    line_ += value;
    line_ += '\n';
    io_.out.write(line_);
  }

  void write_vector() {
    const auto align = any_histogram_ ? term::Align::left : term::Align::right;
    std::vector<term::Column> columns;
    const auto names = label_names(rows_);
    for (const auto& name : names) columns.push_back({title_of(name)});
    columns.push_back({"value", align});
    term::Table table(std::move(columns));
    for (const auto& row : rows_) {
      std::vector<std::string> cells;
      for (const auto& name : names) cells.emplace_back(row.labels.get(name));
      cells.push_back(row.value);
      table.add(cells);
    }
    io_.out.write(fits(table) ? table.render(0, io_.out_colour) : series_and_value(align));
  }

  bool fits(const term::Table& table) const {
    if (!io_.out_is_terminal) return true;
    const auto text = table.render();
    const auto first_line = std::string_view(text).substr(0, text.find('\n'));
    return display_width(first_line) <= static_cast<std::size_t>(io_.width);
  }

  std::string series_and_value(term::Align align) const {
    term::Table table({{"series"}, {"value", align}});
    for (const auto& row : rows_) table.add({row.labels.to_selector(), row.value});
    return table.render(static_cast<std::size_t>(io_.width), io_.out_colour);
  }

  Io& io_;
  ResultType type_ = ResultType::vector;
  std::vector<Row> rows_;  // of a vector
  TimeTexts times_;
  std::string line_;
  bool any_series_ = false;
  bool any_histogram_ = false;
  bool separate_ = false;
};

// The columns are known when the last series has come, so samples wait as finished ends of lines.
class CsvPrinter final : public ResultPrinter {
 public:
  explicit CsvPrinter(Io& io) : io_(io) {}

  void begin(ResultType) override {}

  void series(const series::LabelSet& labels) override {
    rows_.push_back({labels, {}});
    times_.restart();
  }

  void point(std::string_view time, std::string_view value) override {
    if (rows_.empty()) rows_.emplace_back();  // a scalar or string
    auto& lines = rows_.back().value;
    lines += times_.of(time);
    lines += ',';
    const bool number = value.find_first_of(",\"\r\n ") == std::string_view::npos;
    lines += number ? std::string(value) + '\n' : csv_line({std::string(value)}, io_);
    ends_.push_back(lines.size());
  }

  void histogram_point(std::string_view time, const HistogramValue& value) override {
    point(time, to_text(value));
  }

  void end() override {
    const auto names = label_names(rows_);
    auto head = names;
    head.insert(head.end(), {"timestamp", "value"});
    io_.out.write(csv_line(head, io_));
    auto line_end = ends_.begin();
    for (const auto& row : rows_) {
      std::vector<std::string> cells;
      for (const auto& name : names) cells.emplace_back(row.labels.get(name));
      auto labels = csv_line(cells, io_);
      labels.back() = ',';
      if (names.empty()) labels.clear();
      for (std::size_t begin = 0; begin < row.value.size(); begin = *line_end++) {
        io_.out.write(labels);
        io_.out.write(std::string_view(row.value).substr(begin, *line_end - begin));
      }
    }
  }

  void finish(const Notices&) override {}

 private:
  Io& io_;
  std::vector<Row> rows_;          // value: the lines "TIME,VALUE" of a series
  std::vector<std::size_t> ends_;  // of each line in its row's value, which may hold line breaks
  TimeTexts times_;
};
}  // namespace

std::unique_ptr<ResultPrinter> make_table_printer(Io& io) {
  return std::make_unique<TablePrinter>(io);
}

std::unique_ptr<ResultPrinter> make_csv_printer(Io& io) {
  return std::make_unique<CsvPrinter>(io);
}

}  // namespace nsmon::cli
