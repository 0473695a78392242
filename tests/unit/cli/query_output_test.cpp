// SPDX-License-Identifier: Apache-2.0
#include "cli/query_output.h"

#include <catch2/catch.hpp>

#include <functional>
#include <string>

using namespace nsmon;
using namespace nsmon::cli;
using prometheus::HistogramValue;
using prometheus::Notices;
using prometheus::ResultType;

namespace {
struct Printed {
  std::string out;
  std::string err;
};

struct Screen {
  bool is_terminal = false;
  int width = 80;
};

Printed print(QueryFormat format, const std::function<void(ResultPrinter&)>& feed,
              Screen screen = {}) {
  Printed printed;
  const auto into = [](std::string& text) {
    return [&text](std::string_view piece) {
      text += piece;
      return true;
    };
  };
  Output out(into(printed.out));
  Output err(into(printed.err));
  Io io{.out = out, .err = err};
  io.out_is_terminal = screen.is_terminal;
  io.width = screen.width;
  feed(*make_result_printer(format, io));
  out.flush();
  err.flush();
  return printed;
}

const HistogramValue kHistogram{"4", "5.5", {{0, "0.5", "1", "3"}, {3, "-0.1", "0.1", "1"}}};

// A range vector of floats and native histograms.
void feed_matrix(ResultPrinter& printer) {
  printer.begin(ResultType::matrix);
  printer.series({{"__name__", "a"}, {"l", "x,\"y\""}});
  printer.point("10", "1");
  printer.point("20.5", "NaN");
  printer.histogram_point("30", kHistogram);
  printer.series({{"__name__", "b"}});
  printer.histogram_point("30", {"0", "0", {}});
  printer.end();
  printer.finish({{"careful"}, {"by the way"}});
}

void feed_vector(ResultPrinter& printer) {
  printer.begin(ResultType::vector);
  printer.series({{"__name__", "a"}, {"zone", "eu"}});
  printer.point("10", "1.5");
  printer.series({{"job", "j"}});
  printer.histogram_point("10", kHistogram);
  printer.end();
  printer.finish({});
}
}  // namespace

TEST_CASE("a range vector becomes the document of the API") {
  CHECK(
      print(QueryFormat::json, feed_matrix).out ==
      R"({"status":"success","data":{"resultType":"matrix","result":[)"
      R"({"metric":{"__name__":"a","l":"x,\"y\""},"values":[[10,"1"],[20.5,"NaN"]],)"
      R"("histograms":[[30,{"count":"4","sum":"5.5","buckets":[[0,"0.5","1","3"],[3,"-0.1","0.1","1"]]}]]},)"
      R"({"metric":{"__name__":"b"},"histograms":[[30,{"count":"0","sum":"0"}]]}]},)"
      R"("warnings":["careful"],"infos":["by the way"]})"
      "\n");
}

TEST_CASE("an instant vector becomes the document of the API") {
  CHECK(print(QueryFormat::json, feed_vector).out ==
        R"({"status":"success","data":{"resultType":"vector","result":[)"
        R"({"metric":{"__name__":"a","zone":"eu"},"value":[10,"1.5"]},)"
        R"({"metric":{"job":"j"},"histogram":[10,{"count":"4","sum":"5.5",)"
        R"("buckets":[[0,"0.5","1","3"],[3,"-0.1","0.1","1"]]}]}]}})"
        "\n");
}

TEST_CASE("tables of instant vectors have a column per label") {
  CHECK(print(QueryFormat::table, feed_vector).out ==
        "metric  job  zone  value\n"
        "a            eu    1.5\n"
        "        j          {count:4, sum:5.5, (0.5,1]:3, [-0.1,0.1]:1}\n");
}

TEST_CASE("a table that is too wide for the terminal names series in one column") {
  const auto feed = [](ResultPrinter& printer) {
    printer.begin(ResultType::vector);
    printer.series({{"__name__", "requests"}, {"instance", "host"}, {"zone", "west"}});
    printer.point("1", "2");
    printer.end();
    printer.finish({});
  };
  const std::string columns =
      "metric    instance  zone  value\n"
      "requests  host      west      2\n";
  CHECK(print(QueryFormat::table, feed, {.is_terminal = true, .width = 31}).out == columns);
  CHECK(print(QueryFormat::table, feed, {.is_terminal = false, .width = 10}).out == columns);
  CHECK(print(QueryFormat::table, feed, {.is_terminal = true, .width = 30}).out ==
        "series                   value\n"
        "requests{instance=\"hos~      2\n");
}

TEST_CASE("range vectors are listed series by series") {
  CHECK(print(QueryFormat::table, feed_matrix).out ==
        "a{l=\"x,\\\"y\\\"\"}\n"
        "  1970-01-01T00:00:10Z  1\n"
        "  1970-01-01T00:00:20.5Z  NaN\n"
        "  1970-01-01T00:00:30Z  {count:4, sum:5.5, (0.5,1]:3, [-0.1,0.1]:1}\n"
        "\n"
        "b\n"
        "  1970-01-01T00:00:30Z  {count:0, sum:0}\n");
}

TEST_CASE("csv has a row per sample and a column per label") {
  CHECK(print(QueryFormat::csv, feed_matrix).out ==
        "__name__,l,timestamp,value\n"
        "a,\"x,\"\"y\"\"\",1970-01-01T00:00:10Z,1\n"
        "a,\"x,\"\"y\"\"\",1970-01-01T00:00:20.5Z,NaN\n"
        "a,\"x,\"\"y\"\"\",1970-01-01T00:00:30Z,\"{count:4, sum:5.5, (0.5,1]:3, [-0.1,0.1]:1}\"\n"
        "b,,1970-01-01T00:00:30Z,\"{count:0, sum:0}\"\n");
}

TEST_CASE("a string with line breaks stays one cell") {
  const auto feed = [](ResultPrinter& printer) {
    printer.begin(ResultType::string);
    printer.point("1", "a\n\"b\"");
    printer.end();
    printer.finish({});
  };
  CHECK(print(QueryFormat::csv, feed).out ==
        "timestamp,value\n1970-01-01T00:00:01Z,\"a\n\"\"b\"\"\"\n");
  CHECK(print(QueryFormat::csv, feed, {.is_terminal = true}).out ==
        "timestamp,value\n1970-01-01T00:00:01Z,\"a\\n\"\"b\"\"\"\n");
  CHECK(print(QueryFormat::table, feed).out == "a\\n\"b\"\n");
  CHECK(print(QueryFormat::json, feed).out ==
        R"({"status":"success","data":{"resultType":"string","result":[1,"a\n\"b\""]}})"
        "\n");
}

TEST_CASE("an empty result says so beside the data") {
  const auto feed = [](ResultPrinter& printer) {
    printer.begin(ResultType::vector);
    printer.end();
    printer.finish({});
  };
  const auto table = print(QueryFormat::table, feed);
  CHECK(table.out.empty());
  CHECK(table.err == "no series\n");
  CHECK(print(QueryFormat::json, feed).out ==
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}\n");
}
