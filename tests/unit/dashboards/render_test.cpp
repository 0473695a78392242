// SPDX-License-Identifier: Apache-2.0
#include "dashboards/render.h"

#include "base/file.h"
#include "base/source_text.h"
#include "support/golden.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

namespace nsmon::dashboards {
namespace {

// A folder with templates; renders one of them.
class Templates {
 public:
  RenderSettings settings{
      .catalog_json = R"({"metrics": {"training_loss": {"name": "training_loss", "type": "gauge",
          "labels": {"model": {}}}, "step_seconds": {"name": "step_seconds", "type": "histogram",
          "unit": "seconds"}}, "targets": {}})",
      .metric_names = {"training_loss", "step_seconds"},
      .limits = {.cpu = std::chrono::seconds(20)}};

  std::string add(const std::string& name, std::string_view text) {
    const auto path = folder_.path() / name;
    REQUIRE(write_file(path, text));
    return path.string();
  }

  Rendered render_one(const std::string& path) {
    auto rendered = render(std::span(&path, 1), settings);
    REQUIRE(rendered);
    REQUIRE(rendered->size() == 1);
    return std::move(rendered->front());
  }

  // The value of field "x" of the dashboard, as JSON on one line per element.
  std::string value(std::string_view expression) {
    const Rendered rendered =
        render_one(add("value.jsonnet", fmt::format("{{ panels: [], x: {} }}", expression)));
    if (rendered.failure) return "error: " + rendered.failure->error.message;
    REQUIRE(rendered.dashboards.size() == 1);
    const std::string& text = rendered.dashboards.front().text;
    const std::size_t begin = text.find("\"x\": ") + 5;
    return text.substr(begin, text.rfind("\n}") - begin);
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

 private:
  test::TemporaryFolder folder_;
};

LineColumn place_of(const TemplateFailure& failure) {
  const auto text = read_import(failure.file);
  REQUIRE(text);
  return SourceText(failure.file, *text).locate(failure.error.span.begin);
}

}  // namespace

TEST_CASE("a template becomes a dashboard") {
  Templates templates;
  const Rendered rendered =
      templates.render_one(templates.add("board.jsonnet", "{ title: 'Board', panels: [] }"));
  REQUIRE_FALSE(rendered.failure);
  REQUIRE(rendered.dashboards.size() == 1);
  CHECK(rendered.dashboards.front().name == "board.json");
  CHECK(rendered.dashboards.front().uid == "board");
}

TEST_CASE("many templates are rendered in order") {
  Templates templates;
  std::vector<std::string> paths;
  for (int i = 0; i < 12; ++i) {
    paths.push_back(templates.add(fmt::format("t{}.jsonnet", i), "{ panels: [] }"));
  }
  const auto rendered = render(paths, templates.settings);
  REQUIRE(rendered);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    REQUIRE((*rendered)[i].dashboards.size() == 1);
    CHECK((*rendered)[i].dashboards.front().name == fmt::format("t{}.json", i));
  }
}

TEST_CASE("a mixin's dashboards may be hidden fields") {
  Templates templates;
  const Rendered rendered = templates.render_one(
      templates.add("mixin.libsonnet",
                    "{ _config:: { n: 'a' }, grafanaDashboards+:: { [$._config.n + '.json']: "
                    "{ rows: [] } }, prometheusRules+:: error 'not asked for' }"));
  REQUIRE_FALSE(rendered.failure);
  REQUIRE(rendered.dashboards.size() == 1);
  CHECK(rendered.dashboards.front().name == "a.json");
}

TEST_CASE("imports are searched beside the file, then in library folders, the last one first") {
  Templates templates;
  templates.add("one/part.libsonnet", "'one'");
  templates.add("two/part.libsonnet", "'two'");
  templates.add("project/part.libsonnet", "'project'");
  const std::string main = templates.add("t/t.jsonnet", "{ panels: [import 'part.libsonnet'] }");
  const auto panel = [&] {
    const Rendered rendered = templates.render_one(main);
    return rendered.failure ? rendered.failure->error.message : rendered.dashboards.front().text;
  };
  using Catch::Contains;
  CHECK_THAT(panel(), Contains("couldn't open import \"part.libsonnet\": there is no"));
  templates.settings.folders.project = templates.path("project");
  CHECK_THAT(panel(), Contains("\"project\""));
  templates.settings.folders.libraries = {templates.path("one"), templates.path("two")};
  CHECK_THAT(panel(), Contains("\"two\""));
  templates.settings.folders.libraries = {templates.path("two"), templates.path("one")};
  CHECK_THAT(panel(), Contains("\"one\""));
  templates.add("t/part.libsonnet", "'beside'");
  CHECK_THAT(panel(), Contains("\"beside\""));
}

TEST_CASE("a project's helper library wins over the embedded one") {
  Templates templates;
  templates.add("lib/nsmon.libsonnet", "'mine'");
  const std::string main = templates.add("t.jsonnet", "{ panels: [import 'nsmon.libsonnet'] }");
  templates.settings.folders.project = templates.path("lib");
  CHECK(templates.render_one(main).dashboards.front().text.find("\"mine\"") != std::string::npos);
}

TEST_CASE("std has the functions that came after version 0.18") {
  const auto [expression, value] = GENERATE(table<std::string, std::string>({
      {"[std.all([true, false]), std.all([]), std.any([false, true]), std.any([])] == "
       "[false, true, true, false]",
       "true"},
      {"std.objectKeysValues({ a: 1, b:: 2 }) == [{ key: 'a', value: 1 }]", "true"},
      {"[x.key for x in std.objectKeysValuesAll({ a: 1, b:: 2 })] == ['a', 'b']", "true"},
      {"std.sum([1, 2, 3.5])", "6.5"},
      {"std.avg([1, 2])", "1.5"},
      {"std.trim(' \\t x y \\n')", "\"x y\""},
      {"[std.minArray([3, 1, 2]), std.maxArray([3, 1, 2])] == [1, 3]", "true"},
      {"std.maxArray(['a', 'ccc', 'bb'], keyF=std.length)", "\"ccc\""},
      {"std.minArray([], onEmpty=7)", "7"},
      {"[std.contains([1, 2], 2), std.contains([1], 2)] == [true, false]", "true"},
      {"std.isEmpty('')", "true"},
      {"std.equalsIgnoreCase('aB', 'Ab')", "true"},
      {"[std.remove([1, 2, 1], 1), std.remove([1], 5), std.removeAt([1, 2], 1)] == "
       "[[2, 1], [1], [1]]",
       "true"},
      {"local o = std.objectRemoveKey({ a: 1, b: 2, c:: 3 }, 'a'); "
       "[std.objectFields(o), o.c] == [['b'], 3]",
       "true"},
      {"std.flattenDeepArray([1, [2, [3, []]]]) == [1, 2, 3]", "true"},
      {"[std.log2(8), std.round(2.5), std.round(-2.4), std.hypot(3, 4)] == [3, 3, -2, 5]", "true"},
      {"std.abs(std.log10(1000) - 3) < 1e-12", "true"},
      {"std.abs(std.atan2(-1, -1) + 3 * std.pi / 4) < 1e-12", "true"},
      {"std.abs(std.rad2deg(std.deg2rad(77)) - 77) < 1e-9", "true"},
      {"[std.isEven(2), std.isOdd(2), std.isInteger(2.5), std.isDecimal(2.5), std.isNull(null)] == "
       "[true, false, false, true, true]",
       "true"},
      {"[std.xor(true, false), std.xnor(true, false)] == [true, false]", "true"},
      {"std.escapeStringXML('<a b=\"c\">&')", "\"&lt;a b=&quot;c&quot;&gt;&amp;\""},
      {"std.avg([])", "error: avg of an empty array has no value"},
  }));
  CAPTURE(expression);
  Templates templates;
  CHECK(templates.value(expression) == value);
}

TEST_CASE("errors name the place in the template") {
  struct Case {
    std::string text;
    std::string message;
    LineColumn place;
  };
  const auto one = GENERATE(values<Case>({
      {"{ panels: [nope] }", "Unknown variable: nope", {1, 12}},
      {"{ panels: [],\n  x: std.nope(3) }", "field does not exist: nope", {2, 6}},
      {"{\n  panels: = }", "not a unary operator: =", {2, 11}},
      {"{ panels: error 'two\nlines' }", "two lines", {1, 11}},
      {"local f(x) = f(x + 1) + 1;\n{ panels: f(1) }", "max stack frames exceeded.", {1, 14}},
      {"// comment\nlocal l = import 'missing.libsonnet';\n{ panels: l }", "", {2, 11}},
      {"{ panels: function(x) x }", "couldn't manifest function in JSON output.", {1, 11}},
  }));
  CAPTURE(one.text);
  Templates templates;
  const Rendered rendered = templates.render_one(templates.add("bad.jsonnet", one.text));
  REQUIRE(rendered.failure);
  CHECK(rendered.dashboards.empty());
  CHECK(rendered.failure->file == templates.path("bad.jsonnet"));
  if (!one.message.empty()) CHECK(rendered.failure->error.message == one.message);
  CHECK(place_of(*rendered.failure) == one.place);
}

TEST_CASE("an error in an imported file tells the chain of imports") {
  Templates templates;
  templates.add("lib/deep.libsonnet", "{\n  a: 1 +,\n}");
  templates.add("lib/middle.libsonnet", "local deep = import 'deep.libsonnet';\n{ b: deep.a }");
  const std::string main = templates.add(
      "main.jsonnet", "local m = import \"lib/middle.libsonnet\";\n{ panels: [m.b] }");
  const Rendered rendered = templates.render_one(main);
  REQUIRE(rendered.failure);
  CHECK(rendered.failure->file == templates.path("lib/deep.libsonnet"));
  CHECK(place_of(*rendered.failure).line == 2);
  const auto& notes = rendered.failure->error.notes;
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].message == "imported from here");
  CHECK(notes[0].file == templates.path("lib/middle.libsonnet"));
  CHECK(notes[1].file == main);
}

TEST_CASE("an error while a library runs is placed in the user's file, with the way there") {
  Templates templates;
  const std::string main =
      templates.add("main.jsonnet",
                    "local nsmon = import 'nsmon.libsonnet';\nlocal s = nsmon.scope(['model']);\n"
                    "{ panels: [s.select('trainng_loss')] }");
  const Rendered rendered = templates.render_one(main);
  REQUIRE(rendered.failure);
  CHECK(rendered.failure->error.message == "the catalog has no metric \"trainng_loss\"");
  CHECK(rendered.failure->error.hint == "did you mean \"training_loss\"?");
  CHECK(rendered.failure->file == main);
  CHECK(place_of(*rendered.failure) == LineColumn{3, 12});
  REQUIRE_FALSE(rendered.failure->error.notes.empty());
  CHECK(rendered.failure->error.notes[0].file == "nsmon:templates/lib/nsmon.libsonnet");
}

TEST_CASE("a metric that is like none gets no suggestion, a gauge no buckets") {
  Templates templates;
  const std::string use = "local nsmon = import 'nsmon.libsonnet'; ";
  CHECK(templates.value("(" + use + "nsmon.metric('zzz'))") ==
        "error: the catalog has no metric \"zzz\"");
  CHECK(templates.value("(" + use + "nsmon.scope([]).quantile('0.5', 'training_loss'))") ==
        "error: \"training_loss\" is a gauge, so it has no buckets");
}

TEST_CASE("selectors filter by the variables whose label the metric has") {
  Templates templates;
  const std::string use =
      "(local nsmon = import 'nsmon.libsonnet'; local s = nsmon.scope(['model', 'phase']); ";
  CHECK(templates.value(use + "s.select('training_loss'))") ==
        R"("training_loss{job=~\"$job\", instance=~\"$instance\", model=~\"$model\"}")");
  CHECK(
      templates.value(use + "s.quantile('0.95', 'step_seconds', ['phase']))") ==
      R"x("histogram_quantile(0.95, sum by (le, phase) )x"
      R"x((rate(step_seconds_bucket{job=~\"$job\", instance=~\"$instance\"}[$__rate_interval])))")x");
}

TEST_CASE("what std.trace writes is handed over") {
  Templates templates;
  const Rendered rendered =
      templates.render_one(templates.add("t.jsonnet", "{ panels: std.trace('look here', []) }"));
  CHECK(rendered.trace.find("look here") != std::string::npos);
}

TEST_CASE("a template cannot take nsmon down") {
  struct Case {
    std::string text;
    std::string message;
  };
  const auto one = GENERATE(values<Case>({
      {std::string(100'000, '['), "nested too deeply"},
      {std::string(100'000, '[') + std::string(100'000, ']'), "nested too deeply"},
      {"local f(x) = f(x + 1) tailstrict; f(1)", "took more than 1 s of CPU time"},
      {"local f(x) = if x == 0 then 'x' else f(x - 1) + f(x - 1); { panels: [], x: f(30) }", ""},
      {"{ panels: [], x: std.repeat('0123456789abcdef', 8000000) }", ""},
      {"{ panels: [], x: std.range(1, 1000000000) }", ""},
      {"{ panels: [self] }", ""},
      {"", "unexpected end of file"},
      {std::string("ab\0c", 4), "holds a zero byte"},
      {"\xff\xfe", ""},
      {"import 't.jsonnet'", ""},
  }));
  CAPTURE(one.text.substr(0, 60));
  Templates templates;
  templates.settings.limits = {.cpu = std::chrono::seconds(1),
                               .wall = std::chrono::seconds(20),
                               .memory_bytes = std::uint64_t{512} << 20,
                               .output_bytes = 8U << 20};
  const Rendered rendered = templates.render_one(templates.add("t.jsonnet", one.text));
  REQUIRE(rendered.failure);
  CHECK_FALSE(rendered.failure->error.message.empty());
  CHECK_THAT(rendered.failure->error.message, Catch::Contains(one.message));
}

TEST_CASE("a template that is not there is an error of its own") {
  Templates templates;
  const Rendered rendered = templates.render_one(templates.path("nothing.jsonnet"));
  REQUIRE(rendered.failure);
  CHECK(rendered.failure->error.message.find("nothing.jsonnet") != std::string::npos);
}

}  // namespace nsmon::dashboards
