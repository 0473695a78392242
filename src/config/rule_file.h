// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/problem.h"
#include "promql/ast.h"
#include "promql/parse.h"
#include "yaml/document.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::config {

// A text value and its node, so that places inside the value can be shown in the file. The view
// belongs to the document. `node` is null when the key is not there.
struct TextField {
  std::string_view value = {};
  const yaml::Node* node = nullptr;
  Span key_span = {};  // of the key; empty when not there

  Span span() const { return node == nullptr ? Span{} : node->span(); }
};

// One label or annotation as written; the value may be a template. A null value is the empty text.
struct NamedText {
  std::string_view name;
  Span name_span;
  std::string_view value;
  const yaml::Node* node = nullptr;  // of the value; never null
};

enum class RuleKind : std::uint8_t { none, alert, record };

struct Rule {
  RuleKind kind = RuleKind::none;  // alert when both keys are there
  Span span;                       // the whole rule
  const yaml::Node* node = nullptr;
  TextField alert;
  TextField record;
  TextField expr;
  promql::ExprPtr tree;  // null when the expression is missing or invalid; spans lie in expr.value
  Field<Duration> for_duration;
  Field<Duration> keep_firing_for;
  std::vector<NamedText> labels;
  std::vector<NamedText> annotations;

  // The name of the alert or the recorded series.
  const TextField& name() const { return kind == RuleKind::record ? record : alert; }
};

struct RuleGroup {
  TextField name;
  Span span;
  const yaml::Node* node = nullptr;
  Field<Duration> interval;
  Field<Duration> query_offset;
  Field<std::int64_t> limit;
  std::vector<NamedText> labels;
  std::vector<Rule> rules;
};

// All groups of a rule file or of the PrometheusRule resources in it. Points into the document.
struct RuleFile {
  std::vector<RuleGroup> groups;
  Span groups_span;  // value of `groups`; empty when there is none
  bool has_groups_key = false;
  bool is_resource = false;                                 // PrometheusRule (or a List of them)
  std::vector<std::unique_ptr<const std::string>> decoded;  // texts of !!binary scalars
  std::vector<Problem>
      problems;  // why Prometheus would refuse it, in the order of Prometheus; empty: it loads
};

enum class NameScheme : std::uint8_t { utf8, legacy };

struct RuleFileOptions {
  promql::Features features = {};
  NameScheme names = NameScheme::utf8;
  bool ignore_unknown_keys = false;
  bool keep_trees = true;  // false: a tree goes away once it was checked, to save memory
};

// Reads `groups:` (Prometheus 3.x, "Recording rules" and its rule format) or PrometheusRule
// resources (apiVersion monitoring.coreos.com/v1, alone or in a `kind: List`). What is invalid is
// left out of the model as far as it cannot be represented and told in `problems`; the rest is
// kept. Templates are not looked at. The document and its text must outlive the result.
RuleFile read_rule_file(const yaml::Document& document, const RuleFileOptions& options = {});

}  // namespace nsmon::config
