// SPDX-License-Identifier: Apache-2.0
// The dashboard "Training Overview": that the committed file is current, and that it keeps the
// rules which docs/design/dashboards.md sets for every dashboard.
#include "catalog/catalog.h"
#include "catalog/load.h"
#include "dashboards/catalog_value.h"
#include "dashboards/render.h"
#include "promql/parse.h"
#include "promql/walk.h"
#include "support/golden.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace nsmon::dashboards {
namespace {

using Json = nlohmann::json;

const catalog::Catalog& shipped_catalog() {
  static const catalog::Catalog kCatalog = [] {
    const std::string text =
        test::read_text(test::source_dir() / "rules/catalog/neurosymbolic.yml");
    catalog::Loaded loaded = catalog::load("neurosymbolic.yml", text);
    REQUIRE(loaded.problems.empty());
    catalog::Catalog catalog;
    REQUIRE(catalog.add(std::move(loaded.file)).empty());
    return catalog;
  }();
  return kCatalog;
}

std::string render_text() {
  const std::string path =
      (test::source_dir() / "templates/dashboards/training-overview.jsonnet").string();
  RenderSettings settings{.catalog_json = catalog_json(shipped_catalog()),
                          .metric_names = metric_names(shipped_catalog())};
  settings.folders.project = (test::source_dir() / "templates/lib").string();
  const auto rendered = render(std::span(&path, 1), settings);
  REQUIRE(rendered);
  if (rendered->front().failure) FAIL(rendered->front().failure->error.message);
  return rendered->front().dashboards.front().text;
}

const Json& dashboard() {
  static const Json kDashboard = Json::parse(render_text());
  return kDashboard;
}

// Panels that show something, those of collapsed rows included.
std::vector<Json> panels() {
  std::vector<Json> all;
  for (const Json& panel : dashboard()["panels"]) {
    if (panel["type"] != "row") {
      all.push_back(panel);
    } else {
      for (const Json& inner : panel["panels"]) all.push_back(inner);
    }
  }
  return all;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// As the server gets it: Grafana's durations put in. Variables inside of strings parse as they are.
std::string as_promql(std::string expr) {
  return replaced(replaced(std::move(expr), "$__rate_interval", "5m"), "$__range", "3h");
}

std::vector<std::string> all_expressions() {
  std::vector<std::string> all;
  for (const Json& panel : panels()) {
    for (const Json& target : panel["targets"]) all.push_back(target["expr"]);
  }
  for (const Json& annotation : dashboard()["annotations"]["list"]) {
    if (annotation.contains("expr")) all.push_back(annotation["expr"]);
  }
  return all;
}

// Names after a dollar sign, braces or not, those of Grafana itself left out.
std::set<std::string> variables_in(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
    const std::size_t begin = at + (text[at + 1] == '{' ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) {
      ++end;
    }
    const std::string name = text.substr(begin, end - begin);
    if (!name.starts_with("__")) names.insert(name);
  }
  return names;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the committed dashboard is what the template gives") {
  const auto file = test::source_dir() / "dashboards/training-overview.json";
  CHECK(Json::parse(test::read_text(file)) == dashboard());
}

TEST_CASE("rendering twice gives the same bytes, ending in a line break") {
  const std::string text = render_text();
  CHECK(text == render_text());
  CHECK(text.ends_with("}\n"));
  CHECK(text.starts_with("{\n  \"annotations\": {\n    \"list\": [\n"));
}

TEST_CASE("the dashboard is a bare object of the current classic model") {
  const Json& board = dashboard();
  CHECK(board["schemaVersion"] == 42);
  CHECK(board["id"].is_null());
  CHECK(board["version"] == 1);
  CHECK(board["uid"] == "training-overview");
  CHECK(board["editable"] == false);
  CHECK(board["timezone"] == "browser");
  CHECK(board["graphTooltip"] == 1);
  CHECK(board["refresh"] == "30s");  // two scrapes of the catalog's target
  CHECK(board["tags"] == Json({"neurosymbolic", "training"}));
  for (const char* key : {"title", "description"})
    CHECK_FALSE(board[key].get<std::string>().empty());
  for (const Json& link : board["links"]) {
    for (const char* key : {"asDropdown", "icon", "includeVars", "keepTime", "tags", "targetBlank",
                            "title", "tooltip", "type"}) {
      CAPTURE(key);
      CHECK(link.contains(key));
    }
  }
  CHECK(board["links"][0]["asDropdown"] == true);
  CHECK(board["links"][0]["keepTime"] == true);
  CHECK(board["links"][0]["includeVars"] == true);
}

TEST_CASE("nothing refers to a fixed data source") {
  for (const Json& panel : panels()) {
    CAPTURE(panel["title"]);
    CHECK(panel["datasource"] == Json({{"type", "prometheus"}, {"uid", "${datasource}"}}));
    for (const Json& target : panel["targets"]) CHECK(target["datasource"] == panel["datasource"]);
  }
  for (const Json& annotation : dashboard()["annotations"]["list"]) {
    const bool builtin = annotation.contains("builtIn");
    CHECK(annotation["datasource"]["uid"] == (builtin ? "-- Grafana --" : "${datasource}"));
  }
}

TEST_CASE("variables are chained, multiple, and follow the time range") {
  const Json& list = dashboard()["templating"]["list"];
  REQUIRE(list.size() == 4);
  CHECK(list[0]["name"] == "datasource");
  CHECK(list[0]["type"] == "datasource");
  CHECK(list[0]["query"] == "prometheus");
  const std::vector<std::string> names{"job", "instance", "model"};
  std::set<std::string> before;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Json& variable = list[i + 1];
    CAPTURE(names[i]);
    CHECK(variable["name"] == names[i]);
    CHECK(variable["type"] == "query");
    CHECK(variable["multi"] == true);
    CHECK(variable["includeAll"] == true);
    CHECK(variable["allValue"] == ".+");
    CHECK(variable["refresh"] == 2);
    CHECK(variable["sort"] == 1);
    CHECK_FALSE(variable["label"].get<std::string>().empty());
    CHECK(variables_in(variable["query"]["query"]) == before);
    before.insert(names[i]);
  }
}

TEST_CASE("every variable that is used is declared, and the other way round") {
  std::set<std::string> used;
  for (const std::string& expr : all_expressions()) used.merge(variables_in(expr));
  used.merge(variables_in(dashboard()["panels"][1]["datasource"]["uid"]));
  std::set<std::string> declared;
  for (const Json& variable : dashboard()["templating"]["list"]) declared.insert(variable["name"]);
  CHECK(used == declared);
}

TEST_CASE("every query parses, and its metrics are in the catalog") {
  for (const std::string& expr : all_expressions()) {
    CAPTURE(expr);
    const std::string text = as_promql(expr);
    const auto parsed = promql::parse_expression(text);
    if (!parsed) FAIL(promql::render_parse_error(parsed.error(), text));
    promql::for_each_selector(**parsed, [&](const promql::VectorSelector& selector) {
      CAPTURE(selector.metric);
      const auto series = shipped_catalog().find_series(selector.metric);
      REQUIRE(series);
      CHECK(series->part != catalog::Part::family);
    });
  }
}

TEST_CASE("every selector of a panel filters by the variables that its metric has") {
  for (const Json& panel : panels()) {
    for (const Json& target : panel["targets"]) {
      const std::string text = as_promql(target["expr"]);
      const auto parsed = promql::parse_expression(text);
      REQUIRE(parsed);
      promql::for_each_selector(**parsed, [&](const promql::VectorSelector& selector) {
        std::set<std::string> filtered;
        for (const auto& matcher : selector.matchers) {
          if (matcher.value == "$" + matcher.name) filtered.insert(matcher.name);
        }
        std::set<std::string> wanted{"job", "instance"};
        const auto* metric = shipped_catalog().find(selector.metric);
        if (metric->find_label("model") != nullptr) wanted.insert("model");
        CAPTURE(text);
        CHECK(filtered == wanted);
      });
    }
  }
}

TEST_CASE("counters and buckets are read through a rate over Grafana's interval") {
  for (const Json& panel : panels()) {
    const bool is_range = panel["type"] != "stat";
    for (const Json& target : panel["targets"]) {
      const std::string expr = target["expr"];
      CAPTURE(expr);
      if (is_range) CHECK_FALSE(contains(expr, "$__range]"));
      if (!is_range) CHECK_FALSE(contains(expr, "$__rate_interval"));
      if (contains(expr, "_bucket{")) {
        CHECK(target["exemplar"] == true);
        CHECK(contains(expr, "by (le"));
      }
      const auto parsed = promql::parse_expression(as_promql(expr));
      REQUIRE(parsed);
      std::size_t rated = 0;
      promql::for_each_call(**parsed, [&](const promql::Call& call) {
        if (call.function == "rate" || call.function == "increase") ++rated;
      });
      std::size_t counting = 0;
      promql::for_each_selector(**parsed, [&](const promql::VectorSelector& selector) {
        const auto series = shipped_catalog().find_series(selector.metric);
        if (series->part != catalog::Part::value) ++counting;
      });
      CHECK(rated == counting);
    }
  }
}

TEST_CASE("each panel tells what it shows, in a known unit and within bounds") {
  const std::set<std::string> units{"s", "bytes", "percent", "percentunit", "short", "none"};
  std::set<std::string> titles;
  for (const Json& panel : panels()) {
    CAPTURE(panel["title"]);
    CHECK(titles.insert(panel["title"]).second);
    CHECK(panel["description"].get<std::string>().size() > 60);
    const Json& defaults = panel["fieldConfig"]["defaults"];
    CHECK(panel["fieldConfig"]["overrides"] == Json::array());
    CHECK(units.contains(defaults["unit"]));
    if (panel["type"] == "heatmap") continue;
    const bool logarithmic = panel["title"] == "Learning rate";
    CHECK(defaults.contains("min") == !logarithmic);
    if (defaults["unit"] == "percentunit") CHECK(defaults["max"] == 1);
    if (defaults["unit"] == "percent") CHECK(defaults["max"] == 100);
  }
}

TEST_CASE("threshold steps rise from an open start, in named colours") {
  const std::set<std::string> colours{"green", "red"};
  for (const Json& panel : panels()) {
    const Json& steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"];
    CAPTURE(panel["title"]);
    REQUIRE_FALSE(steps.empty());
    CHECK(steps[0]["value"].is_null());
    for (std::size_t i = 1; i < steps.size(); ++i) {
      if (i > 1) CHECK(steps[i]["value"] > steps[i - 1]["value"]);
    }
    for (const Json& step : steps) CHECK(colours.contains(step["color"]));
    if (panel["type"] == "timeseries") {
      const Json& style = panel["fieldConfig"]["defaults"]["custom"]["thresholdsStyle"]["mode"];
      CHECK(style == (steps.size() > 1 ? "line" : "off"));
    }
  }
}

TEST_CASE("panels have the kind of query and legend that fits them") {
  for (const Json& panel : panels()) {
    CAPTURE(panel["title"]);
    REQUIRE_FALSE(panel["targets"].empty());
    std::set<std::string> references;
    for (const Json& target : panel["targets"]) {
      CHECK(references.insert(target["refId"]).second);
      const bool instant = panel["type"] == "stat";
      CHECK(target.value("instant", false) == instant);
      CHECK(target["range"] == !instant);
      CHECK(target["format"] == (panel["type"] == "heatmap" ? "heatmap" : "time_series"));
      // A legend names only labels that the result keeps.
      const std::string legend = target["legendFormat"];
      for (const char* label : {"model", "phase", "device_id", "iou_threshold", "le"}) {
        if (!contains(legend, std::string("{{") + label + "}}")) continue;
        const std::string expr = target["expr"];
        const std::size_t by = expr.find("by (");
        REQUIRE(by != std::string::npos);
        CHECK(contains(expr.substr(by, expr.find(')', by) - by), label));
      }
    }
    if (panel["type"] == "stat") {
      CHECK_FALSE(panel["fieldConfig"]["defaults"]["noValue"].get<std::string>().empty());
    }
    if (panel["type"] == "timeseries") {
      CHECK(panel["options"]["legend"]["displayMode"] == "table");
      CHECK_FALSE(panel["options"]["legend"]["calcs"].empty());
      CHECK(panel["options"]["tooltip"] == Json({{"mode", "multi"}, {"sort", "desc"}}));
    }
  }
}

TEST_CASE("panels fill the grid without gap or overlap") {
  std::set<int> ids;
  const auto check_lines = [&](const std::vector<Json>& group) {
    std::map<int, std::pair<int, int>> lines;  // top -> width used, height
    for (const Json& panel : group) {
      const Json& place = panel["gridPos"];
      CHECK(ids.insert(panel["id"].get<int>()).second);
      auto& [width, height] = lines[place["y"].get<int>()];
      CHECK(place["x"] == width);
      width += place["w"].get<int>();
      if (height != 0) CHECK(place["h"] == height);
      height = place["h"].get<int>();
    }
    int bottom = lines.begin()->first;
    for (const auto& [top, line] : lines) {
      CHECK(top == bottom);
      CHECK(line.first == 24);
      bottom = top + line.second;
    }
  };
  std::vector<Json> top_level;
  for (const Json& panel : dashboard()["panels"]) {
    top_level.push_back(panel);
    if (panel["type"] == "row" && panel["collapsed"] == true) {
      check_lines(panel["panels"].get<std::vector<Json>>());
    }
  }
  check_lines(top_level);
}

TEST_CASE("rows begin at a glance and end with collapsed detail") {
  const Json& all = dashboard()["panels"];
  CHECK(all[0]["type"] == "row");
  CHECK(all[0]["title"] == "At a glance");
  std::size_t stats = 0;
  while (all[stats + 1]["type"] == "stat") ++stats;
  CHECK(stats > 0);
  CHECK(stats <= 6);
  CHECK(all.back()["type"] == "row");
  CHECK(all.back()["collapsed"] == true);
  for (const Json& panel : all.back()["panels"]) CHECK(panel["type"] == "heatmap");
}

TEST_CASE("each number at a glance leads to the panel of its history") {
  std::map<int, std::string> titles;
  for (const Json& panel : dashboard()["panels"]) titles[panel["id"]] = panel["title"];
  for (const Json& panel : panels()) {
    if (panel["type"] != "stat") continue;
    const Json& link = panel["fieldConfig"]["defaults"]["links"][0];
    const std::string url = link["url"];
    CAPTURE(url);
    const std::string begin = "/d/training-overview?viewPanel=";
    REQUIRE(url.starts_with(begin));
    CHECK(link["title"] == "History: " + titles.at(std::stoi(url.substr(begin.size()))));
    CHECK(url.ends_with("&${__url_time_range}&${__all_variables}"));
  }
}

TEST_CASE("firing alerts and restarts are marked") {
  const Json& list = dashboard()["annotations"]["list"];
  REQUIRE(list.size() == 3);
  CHECK(list[0]["builtIn"] == 1);
  CHECK(list[1]["expr"] == "ALERTS{alertstate=\"firing\", job=~\"$job\"}");
  CHECK(contains(list[2]["expr"], "changes(process_start_time_seconds{"));
}

}  // namespace nsmon::dashboards
