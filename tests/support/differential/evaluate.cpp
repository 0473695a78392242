// SPDX-License-Identifier: Apache-2.0
// Evaluates many expressions on one set of data, for the test that compares with a server:
//
//   differential_evaluate DATA < QUERIES
//
// A query is a line "START END STEP EXPRESSION", times in milliseconds; step 0 is an instant query
// at START. Each gives one line, the document that the HTTP API would answer.
#include "cli/local_data.h"
#include "cli/query_data.h"
#include "cli/query_output.h"
#include "prometheus/json_text.h"
#include "promql/parse.h"

#include <charconv>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

namespace {

using namespace nsmon;

struct Query {
  engine::TimeRange range;
  std::string_view expression;
};

bool take_number(std::string_view& text, std::int64_t& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end == text.data() + text.size() || *end != ' ') return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return true;
}

void print_error(cli::Io& io, std::string_view type, const Error& error) {
  std::string text = "{\"status\":\"error\",\"errorType\":\"";
  text += type;
  text += "\",\"error\":";
  prometheus::append_json_string(text, error.message);
  io.out.write(text + "}\n");
}

void answer(const engine::Source& source, const Query& query, cli::Io& io) {
  const auto expr = promql::parse_expression(query.expression, promql::Features::all());
  if (!expr) return print_error(io, "bad_data", expr.error());
  auto result = query.range.step == 0 ? engine::instant_query(source, **expr, query.range.start)
                                      : engine::range_query(source, **expr, query.range);
  if (!result) return print_error(io, "execution", result.error());
  const auto printer = cli::make_result_printer(cli::QueryFormat::json, io);
  cli::send_value(result->value, 0, *printer);
  printer->finish(cli::notices_of(result->annotations, query.expression));
}

bool write(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size();
}

}  // namespace

int main(int argc, char** argv) {
  cli::Output out([](std::string_view text) { return write(stdout, text); });
  cli::Output err([](std::string_view text) { return write(stderr, text); });
  cli::Io io{.out = out, .err = err};
  if (argc != 2) return 2;
  const auto data = cli::load_data({.paths = {argv[1]}}, io);
  if (!data) return static_cast<int>(data.error());
  const engine::StoreSource source(data->store);
  std::string line;
  while (std::getline(std::cin, line)) {
    Query query{{}, line};
    if (!take_number(query.expression, query.range.start) ||
        !take_number(query.expression, query.range.end) ||
        !take_number(query.expression, query.range.step)) {
      return 2;
    }
    answer(source, query, io);
  }
  return 0;
}
