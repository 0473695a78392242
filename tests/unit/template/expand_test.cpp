// SPDX-License-Identifier: Apache-2.0
#include "template/expand.h"

#include "support/golden.h"
#include "template/parse.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <sstream>

namespace nsmon::templates {
namespace {

using Samples = std::expected<std::vector<QuerySample>, std::string>;

RuleData example_data() {
  RuleData data;
  data.labels = {{"job", "api"}, {"instance", "h:9090"}, {"empty", ""}};
  data.external_labels = {{"cluster", "c1"}};
  data.external_url = "http://x/y";
  data.value = 1234.5;
  return data;
}

Environment example_environment() {
  Environment environment;
  environment.time_ms = 1'500'000'000'500;
  environment.external_url = "http://x/y";
  environment.query = [](const std::string& query) -> Samples {
    if (query.empty()) return std::unexpected("empty query");
    return std::vector<QuerySample>{{{{"__name__", "m"}, {"a", "2"}}, 1.5},
                                    {{{"__name__", "m"}, {"a", "1"}}, 2.0}};
  };
  return environment;
}

std::string expanded(std::string_view text, const RuleData& data = example_data(),
                     const Limits& limits = {}) {
  const ParseOutcome parsed = parse(text, "__alert_A");
  if (!parsed.tree) return parsed.errors.front().full_text;
  auto result = expand(*parsed.tree, data, example_environment(), limits);
  return result ? *result : result.error();
}

std::string with_line_breaks(std::string line) {
  for (std::size_t at = 0; (at = line.find("¶", at)) != std::string::npos; ++at) {
    line.replace(at, std::string_view("¶").size(), "\n");
  }
  return line;
}

std::string with_value(std::string_view text, double value) {
  RuleData data = example_data();
  data.value = value;
  return expanded(text, data);
}

}  // namespace

TEST_CASE("templates expand, and fail, with the texts of Go") {
  const auto folder = test::source_dir() / "tests/unit/template";
  std::istringstream lines(test::read_text(folder / "expansions.txt"));
  std::string actual;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    actual += line + "\n    " + expanded(with_line_breaks(line)) + "\n";
  }
  test::compare_golden("tests/unit/template/expansions.golden", actual);
}

TEST_CASE("numbers are written for people") {
  const double inf = std::numeric_limits<double>::infinity();
  const auto [text, value, expected] = GENERATE_COPY(table<std::string, double, std::string>({
      {"{{ humanize $value }}", 0, "0"},
      {"{{ humanize $value }}", 999999, "1000k"},
      {"{{ humanize $value }}", 1234567, "1.235M"},
      {"{{ humanize $value }}", 0.00123, "1.23m"},
      {"{{ humanize $value }}", -1500, "-1.5k"},
      {"{{ humanize $value }}", inf, "+Inf"},
      {"{{ humanize $value }}", 1e30, "1e+06Y"},
      {"{{ humanize $value }}", 1e-30, "1e-06y"},
      {"{{ humanize1024 $value }}", 1, "1"},
      {"{{ humanize1024 $value }}", 1024, "1ki"},
      {"{{ humanize1024 $value }}", 1536.0 * 1024, "1.5Mi"},
      {"{{ humanize1024 $value }}", 0.5, "0.5"},
      {"{{ humanizeDuration $value }}", 0, "0s"},
      {"{{ humanizeDuration $value }}", 0.1, "100ms"},
      {"{{ humanizeDuration $value }}", 1.2345, "1.234s"},
      {"{{ humanizeDuration $value }}", 60, "1m 0s"},
      {"{{ humanizeDuration $value }}", 3600, "1h 0m 0s"},
      {"{{ humanizeDuration $value }}", 86400 + 7200 + 180 + 4.9, "1d 2h 3m 4s"},
      {"{{ humanizeDuration $value }}", -90, "-1m 30s"},
      {"{{ humanizeDuration $value }}", 1e300, "-106751991167300d -15h -30m -8s"},
      {"{{ humanizeDuration $value }}", -inf, "-Inf"},
      {"{{ humanizePercentage $value }}", 0.12345, "12.35%"},
      {"{{ humanizeTimestamp $value }}", 1.5, "1970-01-01 00:00:01.5 +0000 UTC"},
      {"{{ humanizeTimestamp $value }}", 1500000000, "2017-07-14 02:40:00 +0000 UTC"},
      {"{{ humanizeTimestamp $value }}", inf, "+Inf"},
      {"{{ humanizeTimestamp $value }}", 1e10,
       "template: __alert_A:1:115: executing \"__alert_A\" at <humanizeTimestamp $value>: error "
       "calling humanizeTimestamp: 1e+10 cannot be represented as a nanoseconds timestamp since it "
       "overflows int64"},
      {"{{ $value }}", 1e6, "1e+06"},
      {"{{ $value }}", 0.5, "0.5"},
      {"{{ $value }}", std::nan(""), "NaN"},
      {"{{ toDuration $value }}", 90, "1m30s"},
      {"{{ toDuration $value }}", 0.0015, "1.5ms"},
      {"{{ (toTime $value).Year }}", 1500000000, "2017"},
  }));
  CAPTURE(text, value);
  CHECK(with_value(text, value) == expected);
}

TEST_CASE("functions of rules") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"({{ stripPort "host.example.com:9090" }})", "host.example.com"},
      {R"({{ stripPort "[::1]:80" }})", "::1"},
      {R"({{ stripPort "nothing" }})", "nothing"},
      {R"({{ stripDomain "host.example.com:9090" }})", "host:9090"},
      {R"({{ stripDomain "10.0.0.1:80" }})", "10.0.0.1:80"},
      {R"({{ stripDomain "host.example.com" }})", "host"},
      {R"({{ title "o'neil's 3com foo_bar a-b" }})", "O'neil's 3Com Foo_bar A-B"},
      {R"({{ toUpper "straße ünïé" }})", "STRAßE ÜNÏÉ"},
      {R"({{ graphLink "up == 0" }})", "/graph?g0.expr=up+%3D%3D+0&g0.tab=0"},
      {R"({{ tableLink "up" }})", "/graph?g0.expr=up&g0.tab=1"},
      {R"({{ urlQueryEscape "a b/ü" }})", "a+b%2F%C3%BC"},
      {R"({{ pathPrefix }} {{ externalURL }})", "/y http://x/y"},
      {R"({{ parseDuration "-1h30m" }})", "-5400"},
      {R"({{ safeHtml "<b>" }})", "<b>"},
      {R"({{ humanize "1500" }}{{ humanize 1500 }})", "1.5k1.5k"},
      {R"({{ range query "m" | sortByLabel "a" }}{{ .Value }} {{ end }})", "2 1.5 "},
      {R"({{ query "m" | first | value }}{{ query "m" | first | strvalue }})", "1.5"},
  }));
  CAPTURE(text);
  CHECK(expanded(text) == expected);
}

TEST_CASE("what a number function cannot read is an error") {
  CHECK(expanded(R"({{ humanize "x" }})")
            .ends_with(R"(strconv.ParseFloat: parsing "x": invalid syntax)"));
  CHECK(expanded("{{ humanize .Labels }}").ends_with("can't convert map[string]string to float"));
}

TEST_CASE("a histogram prints as text and has its count") {
  RuleData data = example_data();
  data.value = HistogramValue{"{count:4, sum:5}", 4, 5};
  CHECK(expanded("{{ $value }} {{ $value.Count }} {{ .Value.Sum }}", data) ==
        "{count:4, sum:5} 4 5");
}

TEST_CASE("an alert shows what went wrong in its text") {
  const Environment environment = example_environment();
  CHECK(expand_rule_text("plain }}", "X", example_data(), environment) == "plain }}");
  CHECK(expand_rule_text("{{ $value.x }}", "X", example_data(), environment) ==
        "<error expanding template: error executing template __alert_X: template: "
        "__alert_X:1:121: executing \"__alert_X\" at <$value.x>: can't evaluate field x in type "
        "float64>");
  CHECK(expand_rule_text("{{ nope }}", "X", example_data(), environment) ==
        "<error expanding template: error parsing template __alert_X: template: __alert_X:1: "
        "function \"nope\" not defined>");
}

TEST_CASE("endless templates end") {
  const Limits small{.output_bytes = 1000, .steps = 5000, .depth = 100};
  const auto ends_with_error = [&](std::string_view text, std::string_view why) {
    CAPTURE(text);
    CHECK_THAT(expanded(text, example_data(), small), Catch::Contains(std::string(why)));
  };
  ends_with_error("{{ range 1000000000 }}{{ end }}", "takes more than 5000 steps");
  ends_with_error(R"({{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }})",
                  "exceeded maximum template depth (100)");
  ends_with_error(R"({{ printf "%2000d" 1 }})", "longer than 1000 bytes");
  ends_with_error(R"({{ range 1000 }}{{ $x := printf "%999d" 1 }}{{ end }})", "too much text");
  ends_with_error(R"({{ printf "%99999999d" 1 }})", "%!(NOVERB)");
}
}  // namespace nsmon::templates
