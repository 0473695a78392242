// SPDX-License-Identifier: Apache-2.0
#include "exposition/naming.h"

#include "exposition/reader.h"
#include "exposition/series_check.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace nsmon::exposition {
namespace {

// Both judges over one text; findings as "line check", sorted.
class Judge final : public Sink {
 public:
  explicit Judge(Format format)
      : naming_(format, [this](const Problem& found) { problem(found); }),
        series_(format, [this](const Problem& found) { problem(found); }) {}

  void sample(const Family& family, const Sample& sample) override {
    naming_.sample(family, sample);
    series_.sample(family, sample);
  }
  void family_end(const Family& family) override {
    naming_.family_end(family);
    series_.family_end(family);
  }
  void problem(const Problem& found) override {
    findings.push_back(fmt::format("{} {}", found.line, found.check));
  }

  std::vector<std::string> findings;

 private:
  NamingCheck naming_;
  SeriesCheck series_;
};

std::vector<std::string> judge(const std::string& text, Format format = Format::text) {
  Judge judge(format);
  Reader reader(format, judge);
  REQUIRE(reader.feed(text).has_value());
  reader.finish();
  std::ranges::sort(judge.findings);
  return judge.findings;
}

std::string family(const std::string& name, const std::string& type,
                   const std::string& labels = "") {
  return fmt::format("# HELP {0} Help.\n# TYPE {0} {1}\n{0}{2} 1\n", name, type, labels);
}

using Findings = std::vector<std::string>;

TEST_CASE("names are judged as promtool judges them") {
  const auto [text, findings] = GENERATE(table<std::string, Findings>({
      {family("jobs_total", "counter"), {}},
      {family("jobs", "counter"), {"1 metric/counter-suffix"}},
      {family("jobs_total", "gauge"), {"1 metric/counter-suffix"}},
      {family("jobs_total", "untyped"), {}},
      {"# TYPE jobs gauge\njobs 1\n", {"1 metric/no-help"}},
      {"# HELP jobs\n# TYPE jobs gauge\njobs 1\n", {"1 metric/no-help"}},
      {"# TYPE jobs gauge\n", {}},
      {"jobs 1\n# HELP jobs Help.\n", {}},
      {family("wait_milliseconds", "gauge"), {"1 metric/non-base-unit"}},
      {family("wait_hours_total", "counter"), {"1 metric/non-base-unit"}},
      {family("wait_seconds", "gauge"), {}},
      {family("size_kibibytes", "gauge"), {"1 metric/non-base-unit"}},
      {family("thermometers", "gauge"), {}},
      {family("wait_ms", "gauge"), {"1 metric/abbreviated-unit"}},
      {family("wait_MS_max", "gauge"), {"1 metric/abbreviated-unit"}},
      {family("wait_msg", "gauge"), {}},
      {family("s_wait", "gauge"), {}},
      {family("jobs_gauge", "gauge"), {"1 metric/type-in-name"}},
      {family("jobs_histogram_size", "gauge"), {"1 metric/type-in-name"}},
      {family("gauge_jobs", "gauge"), {}},
      {family("jobs:rate5m", "gauge"), {"1 metric/colon"}},
      {family("openJobs", "gauge"), {"1 metric/camel-case"}},
      {family("HTTP_jobs", "gauge"), {}},
      {family("jobs", "gauge", "{jobName=\"x\"}"), {"3 metric/camel-case"}},
      {family("jobs_count", "gauge"), {"1 metric/reserved-suffix"}},
      {family("jobs_sum", "gauge"), {"1 metric/reserved-suffix"}},
      {family("jobs_bucket", "gauge"), {"1 metric/reserved-suffix"}},
      {family("jobs_bucket", "untyped"), {}},
      {family("jobs_count", "untyped"), {}},
      {family("jobs", "gauge", "{le=\"1\"}"), {"3 metric/reserved-label"}},
      {family("jobs", "gauge", "{quantile=\"1\"}"), {"3 metric/reserved-label"}},
      {family("jobs", "untyped", "{le=\"1\"}"), {}},
      {family("jobs", "summary", "{quantile=\"1\"}"), {}},
      {family("start_timestamp_seconds", "gauge"), {}},
      {family("start_timestamp_seconds_total", "counter"), {}},
      {family("start_timestamp_seconds", "summary", "{quantile=\"1\"}"),
       {"1 metric/timestamp-suffix"}},
  }));
  CAPTURE(text);
  CHECK(judge(text) == findings);
}

TEST_CASE("a label is told once a family, however many samples carry it") {
  const std::string text = family("jobs", "gauge", "{aB=\"1\"}") + "jobs{aB=\"2\"} 1\n" +
                           family("more", "gauge", "{aB=\"1\"}");
  CHECK(judge(text) == Findings{"3 metric/camel-case", "7 metric/camel-case"});
}

std::string histogram(const std::string& samples) {
  return "# HELP h Help.\n# TYPE h histogram\n" + samples;
}

TEST_CASE("series and buckets are judged against each other") {
  const auto [text, findings] = GENERATE(table<std::string, Findings>({
      {"# HELP a A.\na{x=\"1\"} 1\na{x=\"1\"} 2\n", {"3 metric/duplicate-series"}},
      {"# HELP a A.\na{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n", {"3 metric/duplicate-series"}},
      {"# HELP a A.\na{x=\"1\",y=\"\"} 1\na{x=\"1\"} 2\n", {"3 metric/duplicate-series"}},
      {"# HELP a A.\na{x=\"1\",y=\"2\"} 1\na{x=\"2\",y=\"1\"} 2\n", {}},
      {"# HELP a A.\na{x=\"1\"} 1 5\na{x=\"1\"} 2 6\n", {"3 metric/duplicate-series"}},
      {histogram("h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n"), {}},
      {histogram("h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n"),
       {"4 metric/bucket-order"}},
      {histogram("h_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 2\n"),
       {"4 metric/bucket-order"}},
      {histogram("h_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\n"), {"4 metric/bucket-counts"}},
      {histogram("h_bucket{le=\"+Inf\"} 2\nh_count 3\n"), {"4 metric/bucket-counts"}},
      {histogram("h_bucket{le=\"1\"} 1\nh_count 1\n"), {"1 metric/no-inf-bucket"}},
      {histogram("h_bucket{x=\"1\",le=\"1\"} 1\nh_bucket{x=\"2\",le=\"1\"} 1\n"
                 "h_bucket{x=\"1\",le=\"+Inf\"} 1\nh_bucket{x=\"2\",le=\"+Inf\"} 1\n"),
       {}},
      {histogram("h_bucket{x=\"1\",le=\"+Inf\"} 1\nh_bucket{x=\"2\",le=\"+Inf\"} 9\n"
                 "h_count{x=\"1\"} 1\nh_count{x=\"2\"} 9\n"),
       {}},
  }));
  CAPTURE(text);
  CHECK(judge(text) == findings);
}

TEST_CASE("in OpenMetrics a series may go on with later times only") {
  const auto [samples, findings] = GENERATE(table<std::string, Findings>({
      {"a 1 1\na 1 2\na 1 2.5\n", {}},
      {"a 1 2\na 1 2\n", {"4 metric/duplicate-series"}},
      {"a 1 2\na 1 1\n", {"4 metric/duplicate-series"}},
      {"a 1\na 1\n", {"4 metric/duplicate-series"}},
  }));
  CAPTURE(samples);
  const std::string text = "# HELP a A.\n# TYPE a gauge\n" + samples + "# EOF\n";
  CHECK(judge(text, Format::openmetrics) == findings);
}

TEST_CASE("a hundred thousand different series are no duplicates") {
  std::string text = "# HELP a A.\n# TYPE a gauge\n";
  for (int i = 0; i < 100000; ++i)
    text += fmt::format("a{{x=\"{}\",y=\"{}\"}} 1\n", i / 300, i % 300);
  CHECK(judge(text).empty());
  CHECK(judge(text + "a{y=\"7\",x=\"200\"} 1\n") == Findings{"100003 metric/duplicate-series"});
}

TEST_CASE("units are found in names") {
  const auto unit = unit_in_name("queue_wait_milliseconds_total");
  REQUIRE(unit.has_value());
  CHECK(unit->unit == "milliseconds");
  CHECK(unit->base == "seconds");
  CHECK(unit_in_name("bytes")->base == "bytes");
  CHECK_FALSE(unit_in_name("jobs_total").has_value());
  CHECK_FALSE(unit_in_name("").has_value());
}

}  // namespace
}  // namespace nsmon::exposition
