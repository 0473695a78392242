// SPDX-License-Identifier: Apache-2.0
#include "dashboards/output.h"

#include <catch2/catch.hpp>

namespace nsmon::dashboards {

TEST_CASE("a uid is made from the file's name") {
  const auto [stem, uid] = GENERATE(table<std::string, std::string>({
      {"training-overview", "training-overview"},
      {"Node Exporter / USE", "Node-Exporter---USE"},
      {"a_B-9", "a_B-9"},
      {"exactly-forty-characters-long-name-000000", "exactly-forty-characters-long-name-000000"},
  }));
  CAPTURE(stem);
  if (stem.size() <= kLongestUid) {
    CHECK(uid_from_name(stem) == uid);
  } else {
    CHECK(uid_from_name(stem).size() == kLongestUid);
  }
}

TEST_CASE("long names that begin alike get different uids") {
  const std::string common(60, 'x');
  CHECK(uid_from_name(common + "a") != uid_from_name(common + "b"));
  CHECK(uid_from_name(common + "a") == uid_from_name(common + "a"));
}

TEST_CASE("a dashboard is written with sorted keys, two blanks and a final line break") {
  const auto files =
      to_files(R"({"title": "T", "panels": [], "id": 7, "x": 0.10000000000000001})", "some-board");
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  CHECK(files->front().name == "some-board.json");
  CHECK(files->front().text ==
        "{\n  \"id\": null,\n  \"panels\": [],\n  \"title\": \"T\",\n  \"uid\": \"some-board\",\n"
        "  \"x\": 0.1\n}\n");
}

TEST_CASE("a uid of the template's own is kept") {
  const auto files = to_files(R"({"panels": [], "uid": "mine"})", "file");
  REQUIRE(files);
  CHECK(files->front().uid == "mine");
}

TEST_CASE("a mixin gives one file for each dashboard") {
  const auto files =
      to_files(R"({"grafanaDashboards": {"b.json": {"panels": []}, "a": {"rows": []}}})", "mixin");
  REQUIRE(files);
  REQUIRE(files->size() == 2);
  CHECK((*files)[0].name == "a.json");
  CHECK((*files)[1].name == "b.json");
  CHECK((*files)[1].uid == "b");
}

TEST_CASE("what is no dashboard is refused") {
  const auto [json, message] = GENERATE(table<std::string, std::string>({
      {R"(3)", "gives number, but a dashboard is an object"},
      {R"({"dashboard": {"panels": []}})",
       "gives the envelope of the HTTP API, which file provisioning does not take"},
      {R"({"title": "x"})", "gives an object without panels, which is no dashboard"},
      {R"({"panels": [], "uid": 5})", "the dashboard's uid is not a string"},
      {R"({"panels": [], "uid": "a b"})",
       "the dashboard's uid \"a b\" is not made of up to 40 letters, digits, '-' and '_'"},
      {R"({"grafanaDashboards": []})", "grafanaDashboards is not an object of file names"},
      {R"({"grafanaDashboards": {"../x.json": {"panels": []}}})",
       "\"../x.json\" cannot be the name of a file"},
      {R"({"grafanaDashboards": {"x.json": {}}})",
       "dashboard \"x.json\" gives an object without panels, which is no dashboard"},
      {"{", "gives what is not JSON"},
  }));
  CAPTURE(json);
  const auto files = to_files(json, "name");
  REQUIRE_FALSE(files);
  CHECK(files.error().message == message);
}

TEST_CASE("deep JSON is refused before it is read") {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  const auto files = to_files(deep, "name");
  REQUIRE_FALSE(files);
  CHECK(files.error().message == "gives JSON of more than 200 levels");
}

}  // namespace nsmon::dashboards
