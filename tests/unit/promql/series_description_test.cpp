// SPDX-License-Identifier: Apache-2.0
#include "promql/series_description.h"

#include "promql/parse.h"
#include "series/sample.h"
#include "support/golden.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include <cmath>
#include <sstream>

namespace nsmon::promql {
namespace {

std::string show(const SequenceValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return "_";
  if (const auto* histogram = std::get_if<series::Histogram>(&value)) {
    return print_histogram(*histogram);
  }
  const double number = std::get<double>(value);
  if (series::is_stale(number)) return "stale";
  return std::isnan(number) ? "NaN" : fmt::format("{}", number);
}

std::string read(std::string_view text) {
  const auto description = parse_series_description(text);
  if (!description) return render_parse_error(description.error(), text);
  std::string out = description->labels.to_string();
  for (const SequenceValue& value : description->values) out += " " + show(value);
  return out;
}
}  // namespace

TEST_CASE("Series descriptions") {
  const auto [text, expected] = GENERATE(table<std::string_view, std::string_view>({
      {"", "{}"},
      {"x", "{__name__=\"x\"}"},
      {"x ", "{__name__=\"x\"}"},
      {"{}", "{}"},
      {"x{a=\"b\", c='d',} 1", "{__name__=\"x\", a=\"b\", c=\"d\"} 1"},
      {"{\"x y\", \"a.b\"=\"c\"} 1", "{__name__=\"x y\", \"a.b\"=\"c\"} 1"},
      {"x{__name__=\"y\"} 1", "{__name__=\"x\"} 1"},
      {"sum 1", "{__name__=\"sum\"} 1"},
      {"a:b 1", "{__name__=\"a:b\"} 1"},
      {"x{a=\"\"} 1", "{__name__=\"x\"} 1"},
      {"x 1 2.5 -3 +4 1e3 .5", "{__name__=\"x\"} 1 2.5 -3 4 1000 0.5"},
      {"x 1  2   ", "{__name__=\"x\"} 1 2"},
      {"x\t1\n2", "{__name__=\"x\"} 1 2"},
      {"x NaN Inf -Inf inf", "{__name__=\"x\"} NaN inf -inf inf"},
      {"x _ stale _x2", "{__name__=\"x\"} _ stale _ _"},
      {"x _x0 1x0", "{__name__=\"x\"} 1"},
      {"x 1x2", "{__name__=\"x\"} 1 1 1"},
      {"x 1+2x3", "{__name__=\"x\"} 1 3 5 7"},
      {"x 1-2x2", "{__name__=\"x\"} 1 -1 -3"},
      {"x -1-2x1", "{__name__=\"x\"} -1 -3"},
      {"x 0x2", "{__name__=\"x\"} 0 0 0"},
      {"x 0.1+0.1x2", "{__name__=\"x\"} 0.1 0.2 0.30000000000000004"},
      {"x Inf-1x1", "{__name__=\"x\"} inf inf"},
  }));
  CAPTURE(text);
  CHECK(read(text) == expected);
}

TEST_CASE("Histograms in series descriptions") {
  const auto [text, expected] = GENERATE(table<std::string_view, std::string_view>({
      {"{{}}", "{{}}"},
      {"{{ }}", "{{}}"},
      {"{{schema:1}}", "{{schema:1}}"},
      {"{{schema:-1 sum:-2.5 count:3}}", "{{schema:-1 count:3 sum:-2.5}}"},
      {"{{sum:5.6 count:4 buckets:[4] counter_reset_hint:not_reset}}",
       "{{count:4 sum:5.6 counter_reset_hint:not_reset buckets:[4]}}"},
      {"{{z_bucket:2 z_bucket_w:0.001}}", "{{z_bucket:2 z_bucket_w:0.001}}"},
      {"{{offset:-2 buckets:[1 2 3]}}", "{{offset:-2 buckets:[1 2 3]}}"},
      {"{{n_buckets:[1 2] n_offset:3}}", "{{n_offset:3 n_buckets:[1 2]}}"},
      {"{{schema:-53 custom_values:[1 5.5] buckets:[1 2 3]}}",
       "{{schema:-53 custom_values:[1 5.5] buckets:[1 2 3]}}"},
      {"{{schema:-53}}", "{{schema:-53 custom_values:[]}}"},
      {"{{buckets:[0 0 1 0 2 0]}}", "{{offset:2 buckets:[1 0 2]}}"},
      {"{{buckets:[0 0]}}", "{{}}"},
      {"{{buckets:[1 2 ]}}", "{{buckets:[1 2]}}"},
      {"{{sum:NaN count:Inf}}", "{{count:+Inf sum:NaN}}"},
      {"{{buckets:[Inf nan -1]}}", "{{buckets:[+Inf NaN -1]}}"},
      {"{{counter_reset_hint:gauge}}", "{{counter_reset_hint:gauge}}"},
      {"{{counter_reset_hint:unknown}}", "{{}}"},
      {"{{SUM:1}}", "{{sum:1}}"},
      {"{{sum:1 }}", "{{sum:1}}"},
      {"{{sum:1}}x1", "{{sum:1}} {{sum:1}}"},
      {"{{sum:1}}+{{sum:2}}x2", "{{sum:1}} {{sum:3}} {{sum:5}}"},
      {"{{sum:1 buckets:[4]}}-{{buckets:[1]}}x1", "{{sum:1 buckets:[4]}} {{sum:1 buckets:[3]}}"},
      {"{{sum:1}} _ 2", "{{sum:1}} _ 2"},
  }));
  CAPTURE(text);
  CHECK(read("x " + std::string(text)) == "{__name__=\"x\"} " + std::string(expected));
}

TEST_CASE("A written hint is remembered") {
  const auto hints = [](std::string_view text) {
    const auto description = parse_series_description(text);
    REQUIRE(description);
    CHECK(description->hint_written.size() == description->values.size());
    return description->hint_written;
  };
  CHECK(hints("x 1 {{}} {{counter_reset_hint:unknown}}") == std::vector<bool>{false, false, true});
  CHECK(hints("x {{}}+{{counter_reset_hint:gauge}}x1") == std::vector<bool>{true, true});
  CHECK(hints("x {{counter_reset_hint:gauge}}+{{}}x1") == std::vector<bool>{false, false});
}

TEST_CASE("Errors in series descriptions have the texts and places of Prometheus") {
  std::istringstream lines(
      test::read_text(test::source_dir() / "tests/unit/promql/series_errors.txt"));
  std::string golden;
  for (std::string line; std::getline(lines, line);) {
    golden += line + "\n";
    if (line.starts_with("##")) continue;
    const auto description = parse_series_description(line);
    CAPTURE(line);
    CHECK_FALSE(description);
    if (!description) golden += "    " + render_parse_error(description.error(), line) + "\n";
  }
  test::compare_golden("tests/unit/promql/series_errors.golden", golden);
}

TEST_CASE("Repetition is bounded") {
  CHECK_FALSE(parse_series_description("x 1x18446744073709551615"));
  CHECK_FALSE(parse_series_description("x _x99999999999"));
  CHECK_FALSE(parse_series_description("x {{}}x99999999999"));
  CHECK_FALSE(parse_series_description("x {{}}+{{}}x99999999999"));
  CHECK_FALSE(parse_series_description("x 1x1048576"));
  CHECK(parse_series_description("x 0x1048574 1")->weight == kMaxSequence);
  CHECK_FALSE(parse_series_description("x 0x1048574 1 1"));
}

TEST_CASE("Large histograms take more of the bound") {
  std::string buckets;
  for (int i = 0; i < 200; ++i) buckets += " 1";
  const std::string histogram = "{{buckets:[" + buckets.substr(1) + "]}}";
  CHECK(parse_series_description("x " + histogram + "x9")->weight == 110);
  CHECK_FALSE(parse_series_description("x " + histogram + "x1000000"));
  CHECK_FALSE(parse_series_description("x {{}}+" + histogram + "x1000000"));
}

TEST_CASE("A metric alone") {
  CHECK(parse_metric("x{a=\"b\"}")->to_string() == "{__name__=\"x\", a=\"b\"}");
  CHECK(parse_metric("{}")->empty());
  CHECK(parse_metric("")->empty());
  const auto trailing = parse_metric("x{a=\"b\"} 1");
  REQUIRE_FALSE(trailing);
  CHECK(trailing.error().message == "unexpected number \"1\"");
}

TEST_CASE("Gaps between buckets are filled in the canonical text") {
  series::Histogram histogram;
  histogram.positive = {{{-1, 1}, {2, 2}}, {1, 2, 3}};
  histogram.negative = {{{0, 1}, {0, 1}}, {0, 5}};
  CHECK(print_histogram(histogram) == "{{offset:-1 buckets:[1 0 0 2 3] n_offset:1 n_buckets:[5]}}");
}

}  // namespace nsmon::promql
