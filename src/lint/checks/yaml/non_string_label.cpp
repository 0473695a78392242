// SPDX-License-Identifier: Apache-2.0
#include "lint/check.h"
#include "yaml/resolve.h"

#include <fmt/core.h>

#include <string_view>
#include <vector>

namespace nsmon::lint {
namespace {
std::string_view kind_of(const yaml::Node& value) {
  switch (yaml::type_of(value, yaml::Dialect::v3)) {
    case yaml::ScalarType::boolean: return "a bool";
    case yaml::ScalarType::integer:
    case yaml::ScalarType::floating: return "a number";
    default: return "";
  }
}

void judge(std::string_view what, const std::vector<config::NamedText>& texts, Reporter& report) {
  for (const config::NamedText& text : texts) {
    const std::string_view kind = kind_of(*text.node);
    if (kind.empty()) continue;
    report.add({.span = text.node->span(),
                .message = fmt::format("the {} {} is {}, not a text", what, text.name, kind),
                .hint = fmt::format("write \"{}\"", text.value)});
  }
}

void run(const JudgedRule& judged, Reporter& report) {
  judge("label", judged.rule.labels, report);
  judge("annotation", judged.rule.annotations, report);
}
}  // namespace

constinit const Check checks::yaml_non_string_label{
    .info = {.id = "yaml/non-string-label",
             .severity = Severity::info,
             .summary = "a label or annotation is a bare number or bool",
             .rationale = "Prometheus takes it as text, but the same rule is rejected as a "
                          "PrometheusRule resource, where labels and annotations are texts.",
             .bad = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical, tier: 1}
)",
             .good = R"(groups:
  - name: app
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical, tier: "1"}
)"},
    .run = run,
};

}  // namespace nsmon::lint
