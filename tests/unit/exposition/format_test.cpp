// SPDX-License-Identifier: Apache-2.0
#include "exposition/format.h"

#include <catch2/catch.hpp>

#include <string>

namespace nsmon::exposition {
namespace {

TEST_CASE("the content type tells the format") {
  const auto [type, format] = GENERATE(table<std::string, Format>(
      {{"text/plain; version=0.0.4; charset=utf-8", Format::text},
       {"application/openmetrics-text; version=1.0.0; charset=utf-8", Format::openmetrics},
       {"Application/OpenMetrics-Text", Format::openmetrics},
       {"application/openmetrics-textual", Format::text},
       {"", Format::text},
       {" ;", Format::text}}));
  CAPTURE(type);
  CHECK(format_of_content_type(type) == format);
}

TEST_CASE("the content tells the format when nobody says it") {
  const auto [text, format] = GENERATE(
      table<std::string, Format>({{"a 1\n# EOF\n", Format::openmetrics},
                                  {"# EOF", Format::openmetrics},
                                  {"a 1\n# EOFF\n", Format::text},
                                  {"# UNIT a_seconds seconds\na_seconds 1\n", Format::openmetrics},
                                  {"# TYPE a stateset\n", Format::openmetrics},
                                  {"# TYPE a info\na 1\n", Format::text},
                                  {"# TYPE a counter\na_total 1\n", Format::openmetrics},
                                  {"# TYPE a counter\na_total{x=\"1\"} 1\n", Format::openmetrics},
                                  {"# TYPE a_total counter\na_total 1\n", Format::text},
                                  {"# TYPE b counter\na_total 1\n", Format::text},
                                  {"", Format::text}}));
  CAPTURE(text);
  CHECK(detect_format(text, text) == format);
}

TEST_CASE("types have their words in each format") {
  CHECK(parse_metric_type("untyped", Format::text) == MetricType::unknown);
  CHECK_FALSE(parse_metric_type("untyped", Format::openmetrics).has_value());
  CHECK(parse_metric_type("unknown", Format::openmetrics) == MetricType::unknown);
  CHECK_FALSE(parse_metric_type("unknown", Format::text).has_value());
  CHECK_FALSE(parse_metric_type("stateset", Format::text).has_value());
  for (const std::string word : {"counter", "gauge", "histogram", "summary"}) {
    CHECK(to_string(parse_metric_type(word, Format::text).value()) == word);
    CHECK(to_string(parse_metric_type(word, Format::openmetrics).value()) == word);
  }
}

}  // namespace
}  // namespace nsmon::exposition
