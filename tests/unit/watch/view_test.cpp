// SPDX-License-Identifier: Apache-2.0
#include "watch/view.h"

#include "base/embedded.h"
#include "unit/watch/samples.h"

#include <catch2/catch.hpp>

#include <cmath>

namespace nsmon::watch {

TEST_CASE("values are written in the view's format") {
  const auto [value, format, text] = GENERATE(table<double, Format, std::string>({
      {0.34512, Format::number, "0.3451"},
      {12345678, Format::number, "1.235e+07"},
      {1234567, Format::integer, "1,234,567"},
      {999, Format::integer, "999"},
      {-1000, Format::integer, "-1,000"},
      {0.7123, Format::ratio, "71.2 %"},
      {71.23, Format::percent, "71.2 %"},
      {2.414, Format::seconds, "2.41 s"},
      {0.00052, Format::seconds, "0.00052 s"},
      {125, Format::seconds, "2m 05s"},
      {9300, Format::seconds, "2h 35m"},
      {1536, Format::bytes, "1.5 KiB"},
      {17, Format::bytes, "17 B"},
      {5e17, Format::bytes, "444.1 PiB"},
      {0.001, Format::scientific, "1.00e-03"},
      {std::nan(""), Format::ratio, "NaN"},
      {INFINITY, Format::bytes, "+Inf"},
      {-INFINITY, Format::integer, "-Inf"},
  }));
  CAPTURE(value);
  CHECK(format_value(value, format) == text);
}

TEST_CASE("a selector takes series as PromQL does") {
  const auto [selector, series, fits] = GENERATE(table<std::string, std::string, bool>({
      {"loss", "loss{a=\"1\"} 1\n", true},
      {"loss", "losses 1\n", false},
      {"loss{a=\"1\"}", "loss{a=\"1\"} 1\n", true},
      {"loss{a!=\"1\"}", "loss{a=\"1\"} 1\n", false},
      {"loss{a=~\"1|2\"}", "loss{a=\"2\"} 1\n", true},
      {"loss{a=~\"1\"}", "loss{a=\"12\"} 1\n", false},
      {"{a=\"1\"}", "other{a=\"1\"} 1\n", true},
      {"loss{b=\"\"}", "loss{a=\"1\"} 1\n", true},
  }));
  CAPTURE(selector, series);
  const auto parsed = Selector::parse(selector);
  REQUIRE(parsed);
  CHECK(parsed->matches(scraped(series).series.front().labels) == fits);
}

TEST_CASE("what is more than a plain selector is refused") {
  const std::string text = GENERATE("rate(x[5m])", "x[5m]", "x offset 5m", "x @ 5", "x + 1", "1");
  CAPTURE(text);
  const auto parsed = Selector::parse(text);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().message ==
        "only a plain selector can be shown, such as name{label=\"value\"}");
}

TEST_CASE("mistakes in a view file are placed") {
  struct Case {
    std::string text;
    std::string message;
    std::uint32_t begin;
  };
  const auto one = GENERATE(values<Case>({
      {"", "the view file is empty", 0},
      {"- a\n", "expected keys and values", 0},
      {"lines: []\n", "the key title is missing", 0},
      {"title: T\n", "the key lines is missing", 0},
      {"title: T\nlinse: []\n", "unknown key \"linse\"", 9},
      {"title: T\nlines: x\n", "lines is not a list", 16},
      {"title: T\nlines: [{label: a}]\n", "the key show is missing", 17},
      {"title: T\nlines: [{show: a}]\n", "the key label is missing", 17},
      {"title: T\nlines: [{label: a, show: b, format: x}]\n", "unknown format \"x\"", 45},
      {"title: T\nlines: [{label: a, show: b, better: x}]\n",
       "better is lower or higher, not \"x\"", 45},
      {"title: T\nlines: []\nprogress: [[]]\n", "expected a selector", 30},
      {"title: T\nlines: []\niteration: {label: e}\n", "the key series is missing", 30},
  }));
  CAPTURE(one.text);
  const auto view = read_view("v", one.text);
  REQUIRE_FALSE(view);
  CHECK(view.error().message == one.message);
  CHECK(view.error().span.begin == one.begin);
}

TEST_CASE("every view that the program brings along is sound") {
  const auto paths = embedded_paths("templates/watch/");
  CHECK(paths.size() >= 2);
  for (const std::string_view path : paths) {
    CAPTURE(path);
    const auto view = read_view(path, *embedded_file(path));
    if (!view) FAIL(view.error().message);
    CHECK_FALSE(view->lines.empty());
    CHECK_FALSE(view->progress.empty());
  }
}

TEST_CASE("of series with rounds the numerically newest one is shown") {
  const View view = training_view();
  const Snapshot snapshot =
      scraped("loss{epoch=\"9\"} 0.9\nloss{epoch=\"10\"} 0.5\nloss{epoch=\"2\"} 2\nmap 0.25\n");
  CHECK(describe(view, view.lines[0], select(view, view.lines[0], snapshot)) == "loss 0.5");
  CHECK(describe(view, view.lines[1], select(view, view.lines[1], snapshot)) == "mAP 25.0 %");
}

TEST_CASE("an older round has only its own series") {
  const View view = training_view();
  const Snapshot snapshot = scraped("loss{epoch=\"1\"} 3\nloss{epoch=\"2\"} 2\nmap 0.25\n");
  const Round older{.number = 1};
  CHECK(describe(view, view.lines[0], select(view, view.lines[0], snapshot, &older)) == "loss 3");
  CHECK(select(view, view.lines[1], snapshot, &older).empty());
  const Round newest{.number = 2, .newest = true};
  CHECK(select(view, view.lines[1], snapshot, &newest).size() == 1);
}

TEST_CASE("rounds of one model do not show values of another") {
  const View view = training_view();
  const Snapshot snapshot = scraped(
      "loss{epoch=\"1\",model=\"a\"} 3\nloss{epoch=\"1\",model=\"b\"} 4\n"
      "map{model=\"a\"} 0.1\nmap{model=\"b\"} 0.2\n");
  const Round round{.number = 1, .loop = series::LabelSet{{"model", "b"}}, .newest = true};
  CHECK(describe(view, view.lines[0], select(view, view.lines[0], snapshot, &round)) == "loss 4");
  CHECK(describe(view, view.lines[1], select(view, view.lines[1], snapshot, &round)) ==
        "mAP 20.0 %");
}

TEST_CASE("several series are told apart by the labels that differ") {
  const View view = training_view();
  const Snapshot snapshot =
      scraped("map{m=\"a\",t=\"0.5\",x=\"1\"} 0.5\nmap{m=\"a\",t=\"0.75\"} 0.4\n");
  CHECK(describe(view, view.lines[1], select(view, view.lines[1], snapshot)) ==
        "mAP{t=\"0.5\",x=\"1\"} 50.0 % mAP{t=\"0.75\",x=\"\"} 40.0 %");
}

TEST_CASE("a long list is cut") {
  const View view = training_view();
  std::string text;
  for (int i = 0; i < 10; ++i) text += "map{i=\"" + std::to_string(i) + "\"} 1\n";
  const Snapshot snapshot = scraped(text);
  const std::string shown = describe(view, view.lines[1], select(view, view.lines[1], snapshot));
  CHECK(shown.ends_with("mAP{i=\"5\"} 100.0 % and 4 more"));
}

}  // namespace nsmon::watch
