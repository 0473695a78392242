// SPDX-License-Identifier: Apache-2.0
#include "cli/query_output.h"

#include "base/utf8.h"
#include "cli/query_tables.h"
#include "prometheus/json_text.h"

#include <array>
#include <utility>

namespace nsmon::cli {
namespace {
using prometheus::append_json_string;
using prometheus::HistogramValue;
using prometheus::Notices;
using prometheus::ResultType;

constexpr std::size_t kFlushAt = 64 * 1024;

void append_strings(std::string& out, std::string_view key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  append_json_string(out += ',', key);
  out += ":[";
  for (std::size_t i = 0; i < texts.size(); ++i)
    append_json_string(i > 0 ? out += ',' : out, texts[i]);
  out += ']';
}

// The API's document. A long range query spends its time here and in JsonReader::sample, so texts
// go through one buffer and are not looked at again.
class JsonPrinter final : public ResultPrinter {
 public:
  explicit JsonPrinter(Io& io) : out_(io.out) {}

  void begin(ResultType type) override {
    type_ = type;
    buffer_ = json_document_begin();
    buffer_ += "{\"resultType\":\"";
    buffer_ += to_string(type);
    buffer_ += "\",\"result\":";
    if (is_list()) buffer_ += '[';
  }

  void series(const series::LabelSet& labels) override {
    close_series();
    if (std::exchange(any_series_, true)) buffer_ += ',';
    buffer_ += "{\"metric\":{";
    bool first = true;
    for (const auto& label : labels) {
      if (!std::exchange(first, false)) buffer_ += ',';
      append_json_string(buffer_, label.name);
      append_json_string(buffer_ += ':', label.value);
    }
    buffer_ += '}';
    in_series_ = true;
  }

  void point(std::string_view time, std::string_view value) override {
    open_points(Points::floats);
    buffer_ += '[';
    buffer_ += time;
    if (type_ == ResultType::string) {
      append_json_string(buffer_ += ',', value);
      buffer_ += ']';
      return;
    }
    buffer_ += ",\"";
    buffer_ += value;
    buffer_ += "\"]";
    if (buffer_.size() > kFlushAt) flush();
  }

  void histogram_point(std::string_view time, const HistogramValue& value) override {
    open_points(Points::histograms);
    buffer_ += '[';
    buffer_ += time;
    buffer_ += ",{\"count\":\"" + value.count + "\",\"sum\":\"" + value.sum + '"';
    for (std::size_t i = 0; i < value.buckets.size(); ++i) {
      const auto& bucket = value.buckets[i];
      buffer_ += i == 0 ? ",\"buckets\":[[" : ",[";
      buffer_ += std::to_string(bucket.boundaries);
      for (const auto* text : {&bucket.lower, &bucket.upper, &bucket.count}) {
        buffer_ += ",\"" + *text + '"';
      }
      buffer_ += ']';
    }
    buffer_ += value.buckets.empty() ? "}]" : "]}]";
    if (buffer_.size() > kFlushAt) flush();
  }

  void end() override {
    close_series();
    if (is_list()) buffer_ += ']';
    buffer_ += '}';
  }

  void finish(const Notices& notices) override {
    buffer_ += json_document_end(notices);
    flush();
  }

 private:
  enum class Points { none, floats, histograms };

  bool is_list() const { return type_ == ResultType::vector || type_ == ResultType::matrix; }

  void open_points(Points kind) {
    if (kind == points_ && type_ == ResultType::matrix) {
      buffer_ += ',';
      return;
    }
    if (!is_list()) return;
    const bool several = type_ == ResultType::matrix;
    if (several && points_ != Points::none) buffer_ += ']';
    buffer_ += kind == Points::floats ? ",\"value" : ",\"histogram";
    buffer_ += several ? "s\":[" : "\":";
    points_ = kind;
  }

  void close_series() {
    if (!std::exchange(in_series_, false)) return;
    if (points_ != Points::none && type_ == ResultType::matrix) buffer_ += ']';
    points_ = Points::none;
    buffer_ += '}';
    if (buffer_.size() > kFlushAt) flush();
  }

  void flush() {
    out_.write(buffer_);
    buffer_.clear();
  }

  Output& out_;
  std::string buffer_;
  ResultType type_ = ResultType::vector;
  Points points_ = Points::none;
  bool any_series_ = false;
  bool in_series_ = false;
};
}  // namespace

std::optional<QueryFormat> parse_query_format(std::string_view text) {
  if (text == "table" || text == "text") return QueryFormat::table;
  if (text == "json") return QueryFormat::json;
  if (text == "csv") return QueryFormat::csv;
  return std::nullopt;
}

std::string json_document_begin() {
  return "{\"status\":\"success\",\"data\":";
}

std::string json_document_end(const Notices& notices) {
  std::string out;
  append_strings(out, "warnings", notices.warnings);
  append_strings(out, "infos", notices.infos);
  return out + "}\n";
}

std::string csv_line(const std::vector<std::string>& cells, const Io& io) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    const auto cell = io.out_is_terminal ? printable(cells[i]) : cells[i];
    const bool quote = cell.find_first_of(",\"\r\n") != std::string::npos ||
                       cell.starts_with(' ') || cell.ends_with(' ');
    if (!quote) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line + '\n';
}

std::unique_ptr<ResultPrinter> make_result_printer(QueryFormat format, Io& io) {
  switch (format) {
    case QueryFormat::json: return std::make_unique<JsonPrinter>(io);
    case QueryFormat::csv: return make_csv_printer(io);
    case QueryFormat::table: break;
  }
  return make_table_printer(io);
}

}  // namespace nsmon::cli
