// SPDX-License-Identifier: Apache-2.0
#include "alerting/group.h"

#include "base/source_text.h"
#include "config/rule_file.h"
#include "template/parse.h"
#include "yaml/document.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace nsmon::alerting {
namespace {

std::vector<RuleText> sorted_texts(const std::vector<config::NamedText>& fields) {
  std::vector<RuleText> texts;
  for (const config::NamedText& field : fields) {
    texts.push_back({std::string(field.name), std::string(field.value), {}});
  }
  std::ranges::sort(texts, {}, &RuleText::name);
  return texts;
}

// Labels of the rule over those of its group.
std::vector<RuleText> merged_labels(const config::RuleGroup& group, const config::Rule& rule) {
  std::vector<RuleText> labels = sorted_texts(rule.labels);
  for (RuleText& label : sorted_texts(group.labels)) {
    if (std::ranges::find(labels, label.name, &RuleText::name) == labels.end()) {
      labels.push_back(std::move(label));
    }
  }
  std::ranges::sort(labels, {}, &RuleText::name);
  return labels;
}

// Where in a file something stands, as Prometheus prefixes its messages.
struct Place {
  std::string_view group;
  std::size_t rule = 1;
  std::string_view name;
};

void parse_texts(std::vector<RuleText>& texts, std::string_view what, const Place& place,
                 std::vector<std::string>& errors) {
  for (RuleText& text : texts) {
    if (!templates::has_actions(text.text)) continue;
    auto parsed = templates::parse(text.text, fmt::format("__alert_{}", place.name));
    if (parsed.tree) {
      text.tree = std::move(parsed.tree);
      continue;
    }
    errors.push_back(fmt::format("group \"{}\", rule {}, \"{}\": {} \"{}\": {}", place.group,
                                 place.rule, place.name, what, text.name,
                                 parsed.errors.front().full_text));
  }
}

class Loader {
 public:
  Loader(const SourceText& source, const LoadOptions& options)
      : source_(source), options_(options) {}

  LoadedRules run() {
    auto document = yaml::parse(source_.text());
    if (!document) {
      const LineColumn at = source_.locate(document.error().span.begin);
      loaded_.errors.push_back(
          fmt::format("{}:{}: {}", at.line, at.column, document.error().message));
      return std::move(loaded_);
    }
    config::RuleFileOptions reading;
    reading.features = options_.features;
    reading.ignore_unknown_keys = options_.ignore_unknown_keys;
    config::RuleFile file = config::read_rule_file(*document, reading);
    for (const config::Problem& problem : file.problems) {
      loaded_.errors.push_back(config::prometheus_message(problem, source_));
    }
    for (config::RuleGroup& group : file.groups) add(group);
    if (!loaded_.errors.empty()) loaded_.groups.clear();
    return std::move(loaded_);
  }

 private:
  void add(config::RuleGroup& group) {
    Group made;
    made.name = group.name.value;
    made.file = source_.name();
    made.interval = group.interval ? group.interval->value : options_.default_interval;
    if (made.interval.count() == 0) made.interval = options_.default_interval;
    made.query_offset =
        group.query_offset ? group.query_offset->value : options_.default_query_offset;
    made.limit = group.limit ? group.limit->value : 0;
    for (std::size_t i = 0; i < group.rules.size(); ++i) {
      if (group.rules[i].tree) made.rules.push_back(rule(group, i));
    }
    loaded_.groups.push_back(std::move(made));
  }

  Rule rule(config::RuleGroup& group, std::size_t index) {
    config::Rule& from = group.rules[index];
    Rule made;
    made.kind = from.kind == config::RuleKind::record ? RuleKind::record : RuleKind::alert;
    made.name = from.name().value;
    made.expression = from.expr.value;
    made.tree = std::move(from.tree);
    if (from.for_duration) made.for_duration = from.for_duration->value;
    if (from.keep_firing_for) made.keep_firing_for = from.keep_firing_for->value;
    made.labels = merged_labels(group, from);
    made.annotations = sorted_texts(from.annotations);
    made.line = source_.locate(from.span.begin).line;
    if (made.kind == RuleKind::alert) {
      const Place place{group.name.value, index + 1, made.name};
      parse_texts(made.labels, "label", place, loaded_.errors);
      parse_texts(made.annotations, "annotation", place, loaded_.errors);
    }
    return made;
  }

  const SourceText& source_;
  const LoadOptions& options_;
  LoadedRules loaded_;
};

}  // namespace

LoadedRules load_rules(std::string_view file, std::string text, const LoadOptions& options) {
  const SourceText source(std::string(file), std::move(text));
  return Loader(source, options).run();
}

}  // namespace nsmon::alerting
