// SPDX-License-Identifier: Apache-2.0
#include "template/inspect.h"

#include "template/parse.h"

#include <catch2/catch.hpp>
#include <fmt/core.h>

namespace nsmon::templates {
namespace {

std::string path_text(const Reference& reference) {
  std::string out = reference.root == Root::data       ? "data"
                    : reference.root == Root::variable ? "variable"
                                                       : "unknown";
  for (const std::string& name : reference.path) out += "." + name;
  if (reference.printed) out += "!";
  return out;
}

std::string references(std::string_view text) {
  const ParseOutcome parsed = parse(text);
  REQUIRE(parsed.tree.has_value());
  std::string out;
  for (const Reference& reference : inspect(*parsed.tree).references) {
    if (!out.empty()) out += " ";
    out += path_text(reference);
  }
  return out;
}

}  // namespace

TEST_CASE("references are traced to the rule's data") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"{{ $labels.job }}", "data.Labels.job!"},
      {"{{ .Labels.job }}", "data.Labels.job!"},
      {"{{ $.Labels.job }}", "data.Labels.job!"},
      {R"({{ index $labels "a-b" }})", "data.Labels.a-b!"},
      {"{{ (.Labels).job }}", "data.Labels.job!"},
      {"{{ $value | humanize }}", "data.Value!"},
      {"{{ if $labels.a }}{{ .Value }}{{ end }}", "data.Labels.a data.Value!"},
      {"{{ with .Labels }}{{ .job }}{{ end }}", "data.Labels data.Labels.job!"},
      {"{{ range .Labels }}{{ . }}{{ end }}", "data.Labels unknown!"},
      {"{{ range $k, $v := .Labels }}{{ $v }}{{ end }}", "data.Labels variable!"},
      {R"({{ with query "up" }}{{ . | first | label "job" }}{{ end }})", "unknown!"},
      {"{{ $l := .Labels }}{{ $l.job }}", "data.Labels data.Labels.job!"},
      {"{{ $x := 1 }}{{ $x }}", "variable!"},
      {R"({{ define "t" }}{{ .x }}{{ end }}{{ template "t" $labels }})", "data.Labels unknown.x!"},
      {"{{ .GroupLabels.job }}", "data.GroupLabels.job!"},
  }));
  CAPTURE(text);
  CHECK(references(text) == expected);
}

TEST_CASE("spans and functions of what a template calls") {
  const std::string_view text = R"(x {{ printf "%s" (query "up" | first).Value | toUpper }})";
  const ParseOutcome parsed = parse(text);
  REQUIRE(parsed.tree.has_value());
  std::string names;
  for (const FunctionUse& use : inspect(*parsed.tree).functions) {
    names += std::string(text.substr(use.span.begin, use.span.size())) + " ";
    REQUIRE(use.command != nullptr);
  }
  CHECK(names == "printf query first toUpper ");
  int commands = 0;
  for_each_command(*parsed.tree, [&](const Command&) { ++commands; });
  CHECK(commands == 4);
}
}  // namespace nsmon::templates
