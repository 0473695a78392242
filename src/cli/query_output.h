// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/io.h"
#include "prometheus/client.h"
#include "prometheus/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::cli {

enum class QueryFormat { table, json, csv };

std::optional<QueryFormat> parse_query_format(std::string_view text);

// Prints the result of an instant or range query, whoever evaluated it, on out. finish() comes
// after end() and tells what the answer said beside its data; without it the document is
// incomplete.
class ResultPrinter : public prometheus::ResultSink {
 public:
  virtual void finish(const prometheus::Notices& notices) = 0;
};

// json: the API's own document, written as it comes, so memory stays small whatever the length.
// table: instant vectors with a column per label (one column of series when that is too wide for a
// terminal), range vectors series by series as they come. csv: a row per sample, a column per
// label.
std::unique_ptr<ResultPrinter> make_result_printer(QueryFormat format, Io& io);

// The rest of the API's document around its data: call the first before it, the second after it.
std::string json_document_begin();
std::string json_document_end(const prometheus::Notices& notices);

// One line of CSV (RFC 4180, with "\n"). For a terminal, what could act on it becomes escapes.
std::string csv_line(const std::vector<std::string>& cells, const Io& io);

}  // namespace nsmon::cli
