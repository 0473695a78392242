// SPDX-License-Identifier: Apache-2.0
#include "prometheus/result_reader.h"

#include <catch2/catch.hpp>

#include <string>

using namespace nsmon;
using namespace nsmon::prometheus;

namespace {
// Writes down what it is told.
struct Recorder final : ResultSink {
  std::string heard;

  void begin(ResultType type) override { heard += std::string(to_string(type)) + ":"; }
  void series(const series::LabelSet& labels) override { heard += " " + labels.to_selector(); }
  void point(std::string_view time, std::string_view value) override {
    heard += " " + std::string(time) + "=" + std::string(value);
  }
  void histogram_point(std::string_view time, const HistogramValue& value) override {
    heard += " " + std::string(time) + "=" + to_text(value);
  }
  void end() override { heard += " end"; }
};

struct Reading {
  std::string heard;
  std::string problem;
};

Reading read(std::string_view text) {
  Recorder recorder;
  JsonReader reader(text);
  const bool ok = read_result(reader, recorder);
  CHECK(ok == !reader.failed());
  return {recorder.heard, reader.problem()};
}

constexpr auto kHistogram =
    R"({"count":"4","sum":"5.5","buckets":[[0,"0.5","1","3"],[3,"-0.1","0.1","1"]]})";
}  // namespace

TEST_CASE("every kind of result is handed on in order") {
  const std::string histogram = kHistogram;
  const auto [text, heard] = GENERATE_REF(table<std::string, std::string>({
      {R"({"resultType":"scalar","result":[1,"2"]})", "scalar: 1=2 end"},
      {R"({"resultType":"string","result":[1,"any \"text\""]})", "string: 1=any \"text\" end"},
      {R"({"resultType":"vector","result":[]})", "vector: end"},
      {R"({"resultType":"vector","result":[{"metric":{"__name__":"up","a":"b"},"value":[1.5,"0"]}]})",
       "vector: up{a=\"b\"} 1.5=0 end"},
      {R"({"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1,"2"],[2,"3"]]},)"
       R"({"metric":{"a":"c"},"values":[]}]})",
       "matrix: {a=\"b\"} 1=2 2=3 {a=\"c\"} end"},
      {R"({"resultType":"vector","result":[{"metric":{"a":"b"},"histogram":[1,)" + histogram +
           "]}]}",
       "vector: {a=\"b\"} 1={count:4, sum:5.5, (0.5,1]:3, [-0.1,0.1]:1} end"},
      {R"({"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1,"2"]],"histograms":[[2,)" +
           histogram + "]]}]}",
       "matrix: {a=\"b\"} 1=2 2={count:4, sum:5.5, (0.5,1]:3, [-0.1,0.1]:1} end"},
  }));
  CAPTURE(text);
  const auto reading = read(text);
  CHECK(reading.heard == heard);
  CHECK(reading.problem.empty());
}

TEST_CASE("members may come in any order and unknown ones are skipped") {
  const auto [text, heard] = GENERATE(table<std::string, std::string>({
      {R"({"result":[{"value":[1,"2"],"metric":{"a":"b"}}],"resultType":"vector"})",
       "vector: {a=\"b\"} 1=2 end"},
      {R"({"stats":{"x":[1]},"resultType":"matrix","result":[{"values":[[1,"2"]],"more":{},"metric":{}}]})",
       "matrix: {} 1=2 end"},
      {R"({"resultType":"matrix","result":[{"histograms":[[2,{"count":"1","sum":"1"}]],)"
       R"("metric":{},"values":[[1,"2"]]}]})",
       "matrix: {} 1=2 2={count:1, sum:1} end"},
  }));
  CAPTURE(text);
  const auto reading = read(text);
  CHECK(reading.heard == heard);
  CHECK(reading.problem.empty());
}

TEST_CASE("a result of another shape is refused with its place") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {R"([])", "expected an object in data, found an array (byte 0)"},
      {R"({})", "data has no resultType (byte 2)"},
      {R"({"resultType":"vector"})", "data has no result (byte 23)"},
      {R"({"resultType":"table","result":[]})",
       "data.resultType is none of vector, matrix, scalar, string: \"table\" (byte 21)"},
      {R"({"resultType":3})", "expected a string in data, found a number (byte 14)"},
      {R"({"resultType":"vector","result":{}})",
       "expected an array in data.result, found an object (byte 32)"},
      {R"({"resultType":"vector","result":[1]})",
       "expected an object in data.result, found a number (byte 33)"},
      {R"({"resultType":"vector","result":[{"value":[1,"2"]}]})",
       "a series has no labels (byte 50)"},
      {R"({"resultType":"vector","result":[{"metric":{"a":1}}]})",
       "expected a string in data.result, found a number (byte 48)"},
      {R"({"resultType":"scalar","result":["1","2"]})",
       "expected a number in data.result, found a string (byte 33)"},
      {R"({"resultType":"vector","result":[{"metric":{},"histogram":[1,{"sum":"1"}]}]})",
       "a histogram has no count (byte 72)"},
      {R"({"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"1","buckets":[[9,"1","2","3"]]}]}]})",
       "the boundaries of a histogram's bucket are none of 0, 1, 2, 3 (byte 87)"},
      {R"({"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"1","buckets":[[0,"1"]]}]}]})",
       "a histogram's bucket is incomplete (byte 92)"},
  }));
  CAPTURE(text);
  CHECK(read(text).problem == problem);
}
