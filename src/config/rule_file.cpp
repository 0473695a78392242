// SPDX-License-Identifier: Apache-2.0
#include "config/rule_file.h"

#include "base/utf8.h"
#include "config/fields.h"
#include "series/labels.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace nsmon::config {
namespace {

constexpr std::string_view kOperatorApi = "monitoring.coreos.com/v1";

constexpr std::array<MisplacedKey, 8> kOfARule = {{{"alert", "in a rule below \"rules\""},
                                                   {"record", "in a rule below \"rules\""},
                                                   {"expr", "in a rule below \"rules\""},
                                                   {"for", "in a rule below \"rules\""},
                                                   {"keep_firing_for", "in a rule below \"rules\""},
                                                   {"annotations", "in a rule below \"rules\""},
                                                   {"severity", "below \"labels\""},
                                                   {"groups", "at the top of the file"}}};

constexpr std::array<MisplacedKey, 12> kOfAGroup = {{{"name", "beside \"rules\""},
                                                     {"interval", "beside \"rules\""},
                                                     {"limit", "beside \"rules\""},
                                                     {"query_offset", "beside \"rules\""},
                                                     {"rules", "in a group"},
                                                     {"severity", "below \"labels\""},
                                                     {"team", "below \"labels\""},
                                                     {"summary", "below \"annotations\""},
                                                     {"description", "below \"annotations\""},
                                                     {"runbook_url", "below \"annotations\""},
                                                     {"message", "below \"annotations\""},
                                                     {"groups", "at the top of the file"}}};

constexpr std::array<MisplacedKey, 5> kOfTheFile = {{{"rules", "in a group below \"groups\""},
                                                     {"name", "in a group below \"groups\""},
                                                     {"interval", "in a group below \"groups\""},
                                                     {"alert", "in a rule of a group"},
                                                     {"record", "in a rule of a group"}}};

bool is_label_name(std::string_view name, NameScheme scheme) {
  if (scheme == NameScheme::legacy) return series::is_legacy_label_name(name);
  return !name.empty() && is_utf8(name);
}

bool is_metric_name(std::string_view name, NameScheme scheme) {
  if (scheme == NameScheme::legacy) return series::is_legacy_metric_name(name);
  return !name.empty() && is_utf8(name);
}

ProblemKind kind_of_parse_error(std::string_view message) {
  const auto says = [&](std::string_view part) { return message.contains(part); };
  if (says("unknown function")) return ProblemKind::promql_unknown_function;
  if (says("error parsing regexp")) return ProblemKind::promql_invalid_regex;
  if (says("expected type ") || says("argument(s) in call to") || says("not allowed in binary") ||
      says("only allowed between") || says("must be of type") || says("must be scalar") ||
      says("must contain scalars or vectors") || says("unary expression only allowed") ||
      says("set operator")) {
    return ProblemKind::promql_type;
  }
  return ProblemKind::promql_syntax;
}

class RuleFileReader {
 public:
  RuleFileReader(const yaml::Document& document, const RuleFileOptions& options)
      : document_(document),
        options_(options),
        context_{.dialect = yaml::Dialect::v3,
                 .unknown_key = ProblemKind::yaml_unknown_key,
                 .wrong_type = ProblemKind::yaml_wrong_type,
                 .invalid_value = ProblemKind::rule_duration,
                 .problems = file_.problems,
                 .ignore_unknown_keys = options.ignore_unknown_keys} {}

  RuleFile read();

 private:
  struct RulePlace {
    std::string_view group;
    std::size_t number = 0;
    const Rule& rule;
  };

  void read_root(const yaml::Node& root);
  void read_resource(const yaml::Node& resource);
  void read_groups(Fields& fields);
  void read_group(const yaml::Node& node);
  Rule read_rule(const yaml::Node& node);
  std::string_view value_of(const yaml::Node& scalar);
  TextField read_text(Fields& fields, std::string_view key);
  std::vector<NamedText> read_named_texts(Fields& fields, std::string_view key);

  void check();
  void check_groups(std::span<RuleGroup> groups);
  void check_group_labels(const RuleGroup& group);
  void check_rule(const RulePlace& place, promql::ExprPtr& tree);
  void check_record(const RulePlace& place);
  void check_labels(const RulePlace& place);
  void check_expression(const RulePlace& place, promql::ExprPtr& tree);
  Problem& report(const RulePlace& place, ProblemKind kind, std::string message, Span span);
  static Problem::Places at(const TextField& field);

  const yaml::Document& document_;
  const RuleFileOptions& options_;
  RuleFile file_;
  Context context_;
  std::vector<std::size_t>
      resource_begins_;  // first group of each resource: names repeat freely between them
};

RuleFile RuleFileReader::read() {
  report_duplicate_keys(context_, document_);
  if (document_.root() != nullptr) read_root(*document_.root());
  check();
  return std::move(file_);
}

void RuleFileReader::read_root(const yaml::Node& root) {
  const yaml::Node* kind = root.find("kind");
  if (kind != nullptr && root.find("apiVersion") != nullptr) {
    file_.is_resource = true;
    read_resource(root);
    return;
  }
  resource_begins_.push_back(0);
  if (root.is_scalar() && yaml::is_null(root, context_.dialect)) return;
  Fields fields(context_, root, "rule file");
  read_groups(fields);
  fields.finish(kOfTheFile);
}

// What Kubernetes adds around the groups is judged by the cluster, not here.
void RuleFileReader::read_resource(const yaml::Node& resource) {
  const auto text = [&](std::string_view key) {
    const yaml::Node* node = resource.find(key);
    return node == nullptr ? std::string_view{} : node->text();
  };
  if (text("kind").ends_with("List")) {
    const yaml::Node* items = resource.find("items");
    if (items == nullptr) return;
    for (const yaml::Node& item : items_of(context_, *items)) {
      if (item.is_mapping() && item.find("kind") != nullptr) read_resource(item);
    }
    return;
  }
  if (text("kind") != "PrometheusRule") return;
  if (text("apiVersion") != kOperatorApi) {
    context_.report(context_.wrong_type,
                    resource.find("apiVersion") == nullptr ? resource.span()
                                                           : resource.find("apiVersion")->span(),
                    fmt::format("apiVersion of a PrometheusRule is not \"{}\"", kOperatorApi));
  }
  const yaml::Node* spec = resource.find("spec");
  if (spec == nullptr) return;
  resource_begins_.push_back(file_.groups.size());
  Fields fields(context_, *spec, "spec of a PrometheusRule");
  read_groups(fields);
  fields.finish(kOfTheFile);
}

void RuleFileReader::read_groups(Fields& fields) {
  const yaml::Entry* groups = fields.entry("groups");
  if (groups == nullptr) return;
  file_.has_groups_key = true;
  file_.groups_span = groups->value.span();
  for (const yaml::Node& item : items_of(context_, groups->value)) {
    if (!yaml::is_null(item, context_.dialect)) read_group(item);
  }
}

// A null is the empty text.
std::string_view RuleFileReader::value_of(const yaml::Node& scalar) {
  if (scalar.style() == yaml::Style::plain && scalar.tag().empty()) {
    return yaml::is_null(scalar, context_.dialect) ? std::string_view{} : scalar.text();
  }
  switch (yaml::type_of(scalar, context_.dialect)) {
    case yaml::ScalarType::null: return {};
    case yaml::ScalarType::binary: {
      auto text = text_of(context_, scalar);
      if (!text) return {};
      file_.decoded.push_back(std::make_unique<const std::string>(std::move(*text)));
      return *file_.decoded.back();
    }
    default: return scalar.text();
  }
}

TextField RuleFileReader::read_text(Fields& fields, std::string_view key) {
  const yaml::Entry* entry = fields.entry(key);
  if (entry == nullptr) return {};
  TextField field{.value = {}, .node = &entry->value, .key_span = entry->key.span()};
  if (!entry->value.is_scalar()) {
    context_.wrong(entry->value, "a text");
  } else {
    field.value = value_of(entry->value);
  }
  return field;
}

std::vector<NamedText> RuleFileReader::read_named_texts(Fields& fields, std::string_view key) {
  std::vector<NamedText> out;
  const yaml::Node* node = fields.value(key);
  if (node == nullptr) return out;
  const auto entries = free_entries(context_, *node);
  out.reserve(entries.size());
  for (const yaml::Entry* entry : entries) {
    if (!entry->value.is_scalar()) {
      context_.wrong(entry->value, "a text");
      continue;
    }
    out.push_back({.name = entry->key.text(),
                   .name_span = entry->key.span(),
                   .value = value_of(entry->value),
                   .node = &entry->value});
  }
  return out;
}

void RuleFileReader::read_group(const yaml::Node& node) {
  Fields fields(context_, node, "rule group");
  if (!fields.is_mapping()) return;
  RuleGroup group;
  group.span = node.span();
  group.node = &node;
  group.name = read_text(fields, "name");
  group.interval = fields.duration("interval");
  group.query_offset = fields.duration("query_offset");
  group.limit = fields.number("limit");
  group.labels = read_named_texts(fields, "labels");
  if (file_.is_resource) fields.text("partial_response_strategy");  // Thanos reads it
  if (const yaml::Node* rules = fields.value("rules")) {
    const auto items = items_of(context_, *rules);
    group.rules.reserve(items.size());
    for (const yaml::Node& item : items) {
      // yaml.v3 drops a list item that is null.
      if (yaml::is_null(item, context_.dialect)) continue;
      if (item.is_mapping()) {
        group.rules.push_back(read_rule(item));
      } else {
        context_.wrong(item, "a mapping");
      }
    }
  }
  fields.finish(kOfARule);
  file_.groups.push_back(std::move(group));
}

Rule RuleFileReader::read_rule(const yaml::Node& node) {
  Rule rule;
  rule.span = node.span();
  rule.node = &node;
  Fields fields(context_, node, "rule");
  rule.record = read_text(fields, "record");
  rule.alert = read_text(fields, "alert");
  rule.expr = read_text(fields, "expr");
  rule.for_duration = fields.duration("for");
  rule.keep_firing_for = fields.duration("keep_firing_for");
  rule.labels = read_named_texts(fields, "labels");
  rule.annotations = read_named_texts(fields, "annotations");
  fields.finish(kOfAGroup);
  if (!rule.alert.value.empty()) {
    rule.kind = RuleKind::alert;
  } else if (!rule.record.value.empty()) {
    rule.kind = RuleKind::record;
  }
  return rule;
}

// Judges in the order of rulefmt: group by group, rule by rule, once the whole file is read.
void RuleFileReader::check() {
  const std::span<RuleGroup> groups(file_.groups);
  for (std::size_t i = 0; i < resource_begins_.size(); ++i) {
    const std::size_t end =
        i + 1 < resource_begins_.size() ? resource_begins_[i + 1] : groups.size();
    check_groups(groups.subspan(resource_begins_[i], end - resource_begins_[i]));
  }
}

void RuleFileReader::check_groups(std::span<RuleGroup> groups) {
  std::unordered_map<std::string_view, const RuleGroup*> seen;
  for (RuleGroup& group : groups) {
    const Span place = group.name.node == nullptr ? group.span : group.name.span();
    const Problem::Places at{.count = 1, .first = group.node->begin()};
    const bool readable = group.name.node == nullptr || group.name.node->is_scalar();
    if (group.name.value.empty() && readable) {
      context_.report(ProblemKind::rule_group_name, place, "Groupname must not be empty");
      file_.problems.back().places = at;
    }
    const auto [first, fresh] = seen.try_emplace(group.name.value, &group);
    if (!fresh) {
      context_.report(ProblemKind::rule_duplicate_group, place,
                      fmt::format("groupname: \"{}\" is repeated in the same file",
                                  printable(group.name.value)));
      Problem& problem = file_.problems.back();
      problem.places = at;
      problem.error.notes.push_back(
          {.message = "first group of this name", .span = first->second->span, .file = {}});
    }
    check_group_labels(group);
    for (std::size_t i = 0; i < group.rules.size(); ++i) {
      const RulePlace rule{.group = group.name.value, .number = i + 1, .rule = group.rules[i]};
      check_rule(rule, group.rules[i].tree);
    }
  }
}

void RuleFileReader::check_group_labels(const RuleGroup& group) {
  for (const NamedText& label : group.labels) {
    if (label.name == series::kMetricName || !is_label_name(label.name, options_.names)) {
      context_.report(label.name == series::kMetricName ? ProblemKind::rule_reserved_label
                                                        : ProblemKind::rule_label_name,
                      label.name_span,
                      fmt::format("invalid label name: {}", printable(label.name)));
    }
    if (!is_utf8(label.value)) {
      context_.report(ProblemKind::rule_label_value, label.node->span(),
                      fmt::format("invalid label value: {}", printable(label.value)));
    }
  }
}

Problem& RuleFileReader::report(const RulePlace& place, ProblemKind kind, std::string message,
                                Span span) {
  context_.report(kind, span, std::move(message));
  Problem& problem = file_.problems.back();
  problem.context = fmt::format("group {}, rule {}, {}: ", nsmon::quoted(place.group), place.number,
                                nsmon::quoted(place.rule.name().value));
  return problem;
}

// Where Prometheus sees a value: a key that is missing has no place.
Problem::Places RuleFileReader::at(const TextField& field) {
  if (field.node == nullptr) return {.count = 1};
  return {.count = 1, .first = field.node->begin()};
}

void RuleFileReader::check_rule(const RulePlace& place, promql::ExprPtr& tree) {
  const Rule& rule = place.rule;
  const auto both = [&](std::string message, Span span) {
    Problem& problem = report(place, ProblemKind::rule_kind, std::move(message), span);
    problem.places = at(rule.record);
    problem.places.count = 2;
    problem.places.second = at(rule.alert).first;
    return &problem;
  };
  if (!rule.record.value.empty() && !rule.alert.value.empty()) {
    both("only one of 'record' and 'alert' must be set", rule.record.key_span)
        ->error.notes.push_back(
            {.message = "the other one", .span = rule.alert.key_span, .file = {}});
  }
  if (rule.kind == RuleKind::none) both("one of 'record' or 'alert' must be set", rule.span);
  if (rule.expr.node != nullptr && !rule.expr.node->is_scalar()) {
    // Told while reading.
  } else if (rule.expr.value.empty()) {
    const Span span = rule.expr.node == nullptr ? rule.span : rule.expr.key_span;
    report(place, ProblemKind::rule_no_expr, "field 'expr' must be set in rule", span).places =
        at(rule.expr);
  } else {
    check_expression(place, tree);
  }
  if (!rule.record.value.empty()) check_record(place);
  check_labels(place);
}

void RuleFileReader::check_expression(const RulePlace& place, promql::ExprPtr& tree) {
  const TextField& expr = place.rule.expr;
  promql::ParseOutcome outcome = promql::parse(expr.value, options_.features);
  if (options_.keep_trees) tree = std::move(outcome.expr);
  for (Error& error : outcome.errors) {
    const Span span = yaml::place_in_text(document_.source(), *expr.node, error.span);
    Problem& problem = report(
        place, kind_of_parse_error(error.message),
        "could not parse expression: " + promql::render_parse_error(error, expr.value), span);
    problem.places = at(expr);
    problem.brief = std::move(error.message);
    problem.error.hint = std::move(error.hint);
    for (Note& note : error.notes) {
      note.span = yaml::place_in_text(document_.source(), *expr.node, note.span);
      problem.error.notes.push_back(std::move(note));
    }
  }
}

void RuleFileReader::check_record(const RulePlace& place) {
  const Rule& rule = place.rule;
  const auto alert_field = [&](std::string_view key, bool present) {
    if (!present) return;
    const yaml::Node& node = *rule.node;
    Span span = rule.record.span();
    for (const yaml::Entry& entry : node.entries()) {
      if (entry.key.is_scalar() && entry.key.text() == key) span = entry.key.span();
    }
    report(place, ProblemKind::rule_alert_field_in_record,
           fmt::format("invalid field '{}' in recording rule", key), span)
        .places = at(rule.record);
  };
  alert_field("annotations", !rule.annotations.empty());
  alert_field("for", rule.for_duration && rule.for_duration->value.count() != 0);
  alert_field("keep_firing_for", rule.keep_firing_for && rule.keep_firing_for->value.count() != 0);
  const std::string_view name = rule.record.value;
  if (!is_metric_name(name, options_.names)) {
    report(place, ProblemKind::rule_record_name,
           fmt::format("invalid recording rule name: {}", printable(name)), rule.record.span())
        .places = at(rule.record);
  }
  if (name.find_first_of("{}") != std::string_view::npos) {
    report(place, ProblemKind::rule_braces_in_record,
           fmt::format("braces present in the recording rule name; should it be in expr?: {}",
                       printable(name)),
           rule.record.span())
        .places = at(rule.record);
  }
}

void RuleFileReader::check_labels(const RulePlace& place) {
  for (const NamedText& label : place.rule.labels) {
    if (label.name == series::kMetricName) {
      report(place, ProblemKind::rule_reserved_label,
             fmt::format("invalid label name: {}", label.name), label.name_span);
    } else if (!is_label_name(label.name, options_.names)) {
      report(place, ProblemKind::rule_label_name,
             fmt::format("invalid label name: {}", printable(label.name)), label.name_span);
    }
    if (!is_utf8(label.value)) {
      report(place, ProblemKind::rule_label_value,
             fmt::format("invalid label value: {}", printable(label.value)), label.node->span());
    }
  }
  for (const NamedText& annotation : place.rule.annotations) {
    if (is_label_name(annotation.name, options_.names)) continue;
    report(place, ProblemKind::rule_label_name,
           fmt::format("invalid annotation name: {}", printable(annotation.name)),
           annotation.name_span);
  }
}

}  // namespace

RuleFile read_rule_file(const yaml::Document& document, const RuleFileOptions& options) {
  return RuleFileReader(document, options).read();
}

}  // namespace nsmon::config
