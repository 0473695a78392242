// SPDX-License-Identifier: Apache-2.0
#include "catalog/exposition_check.h"
#include "catalog/load.h"
#include "exposition/reader.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace nsmon::catalog {
namespace {

using exposition::Format;
using Findings = std::vector<std::string>;

constexpr const char* kCatalog = R"(
metrics:
  - name: jobs_total
    type: counter
    labels: {state: {values: [done, failed]}, host: {optional: true}}
    replaces: [job_count]
  - {name: depth, type: gauge, unit: one, labels: {}, range: [0, 100], born: first_event}
  - {name: wait_seconds, type: histogram, unit: seconds, labels: {}, buckets: [0.5, 1]}
  - {name: mode, type: gauge, enum: [0, 1], born: first_event}
  - {name: build_info, type: info, born: first_event}
  - {name: other_bytes, type: gauge, jobs: [other]}
foreign: ["python_*"]
)";

// Drift alone, as "line check: message"; what is missing stands in line 0.
Findings drift(const std::string& text, Format format = Format::text, const std::string& job = "") {
  Catalog catalog;
  catalog.add(load("catalog.yml", kCatalog).file);
  Findings found;
  ExpositionCheck check(format, &catalog, job, [&](const ExpositionFinding& one) {
    if (one.check.starts_with("drift/")) {
      found.push_back(fmt::format("{} {}: {}", one.line, one.check, one.message));
    }
  });
  exposition::Reader reader(format, check);
  REQUIRE(reader.feed(text).has_value());
  reader.finish();
  check.finish();
  return found;
}

const std::string kJobs = "# TYPE jobs_total counter\njobs_total{state=\"done\"} 1\n";
const std::string kWait =
    "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"0.5\"} 1\n"
    "wait_seconds_bucket{le=\"1.0\"} 1\nwait_seconds_bucket{le=\"+Inf\"} 1\nwait_seconds_count 1\n";

TEST_CASE("what agrees with the catalog gives no drift") {
  CHECK(drift(kJobs + kWait).empty());
  CHECK(drift(kJobs + kWait +
              "# TYPE jobs_created gauge\njobs_created{state=\"done\"} 1\n"
              "# TYPE python_info gauge\npython_info 1\n"
              "# TYPE build_info gauge\nbuild_info{version=\"1\"} 1\n"
              "up{job=\"x\",instance=\"y\"} 1\n")
            .empty());
  CHECK(drift("# TYPE jobs counter\njobs_total{state=\"done\",host=\"a\"} 1\njobs_created 1\n"
              "# TYPE wait_seconds histogram\n# UNIT wait_seconds seconds\n"
              "# TYPE build info\nbuild_info 1\n# EOF\n",
              Format::openmetrics)
            .empty());
}

TEST_CASE("every kind of drift is told once") {
  const auto [text, findings] = GENERATE(table<std::string, Findings>({
      {"# TYPE dept gauge\ndept 1\n",
       {"1 drift/unknown-metric: the catalog does not know \"dept\""}},
      {"# TYPE job_count counter\njob_count 1\n",
       {"1 drift/deprecated-metric: \"job_count\" is an old name"}},
      {"# TYPE depth counter\ndepth{x=\"1\"} 200\n",
       {"1 drift/type: \"depth\" is exposed as counter, the catalog says gauge depth"}},
      {"depth 1\n", {"1 drift/type: \"depth\" has no TYPE line, the catalog says gauge depth"}},
      {"# TYPE depth gauge\ndepth{x=\"1\"} 1\ndepth{x=\"2\"} 1\n",
       {"2 drift/label: \"depth\" has no label \"x\" in the catalog"}},
      {"# TYPE depth gauge\ndepth 101\ndepth{job=\"a\"} 102\n",
       {"2 drift/value: the value 101 is outside of the catalog's range 0 to 100"}},
      {"# TYPE depth gauge\ndepth NaN\n", {}},
      {"# TYPE mode gauge\nmode 2\n",
       {"2 drift/value: the value 2 is none of the states that the catalog lists"}},
  }));
  CAPTURE(text);
  CHECK(drift(text + kJobs + kWait) == findings);
}

TEST_CASE("labels, their values and buckets are compared") {
  CHECK(drift("# TYPE jobs_total counter\njobs_total{state=\"lost\"} 1\njobs_total{state=\"lost\","
              "host=\"b\"} 1\njobs_total 1\n" +
              kWait) ==
        Findings{
            "2 drift/label-value: label \"state\" has the value \"lost\", which the catalog does "
            "not list",
            "4 drift/label: \"jobs_total\" lacks the label \"state\""});
  CHECK(drift(kJobs + "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"0.5\"} 1\n"
                      "wait_seconds_bucket{le=\"+Inf\"} 1\nwait_seconds_count 1\n") ==
        Findings{"5 drift/buckets: the buckets of \"wait_seconds\" are 0.5"});
  CHECK(
      drift(kJobs + "wait_seconds_bucket{le=\"0.5\"} 1\n") ==
      Findings{"3 drift/type: \"wait_seconds_bucket\" has no TYPE line, the catalog says histogram "
               "wait_seconds"});
}

TEST_CASE("what must be there is missed, of the own job only") {
  CHECK(drift(kJobs) ==
        Findings{"0 drift/missing-metric: histogram \"wait_seconds\" is not exposed"});
  CHECK(drift("# TYPE jobs_total counter\n" + kWait).empty());
  CHECK(drift(kJobs + kWait, Format::text, "other") ==
        Findings{"0 drift/missing-metric: gauge \"other_bytes\" is not exposed"});
}

TEST_CASE("units of OpenMetrics are compared") {
  CHECK(drift("# TYPE jobs counter\n# TYPE wait_minutes gauge\n# TYPE wait_seconds histogram\n"
              "# UNIT wait_seconds ds\n# EOF\n",
              Format::openmetrics) ==
        Findings{"2 drift/unknown-metric: the catalog does not know \"wait_minutes\"",
                 "4 drift/unit: \"wait_seconds\" is exposed in ds, the catalog says seconds"});
}

}  // namespace
}  // namespace nsmon::catalog
