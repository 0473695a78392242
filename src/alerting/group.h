// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "promql/ast.h"
#include "promql/parse.h"
#include "series/labels.h"
#include "template/ast.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::alerting {

// A label or annotation of a rule. The text is kept beside its tree, because ALERTS shows it as
// written.
struct RuleText {
  std::string name;
  std::string text;
  std::optional<templates::Template> tree;  // absent for a text without actions
};

enum class RuleKind : std::uint8_t { alert, record };

struct Rule {
  RuleKind kind = RuleKind::alert;
  std::string name;        // of the alert or the recorded series
  std::string expression;  // as written
  promql::ExprPtr tree;    // never null
  std::chrono::milliseconds for_duration{0};
  std::chrono::milliseconds keep_firing_for{0};
  std::vector<RuleText> labels;       // with those of the group; sorted, each name once
  std::vector<RuleText> annotations;  // sorted
  std::uint32_t line = 1;             // in the file, from 1
};

struct Group {
  std::string name;
  std::string file;
  std::chrono::milliseconds interval{0};
  std::chrono::milliseconds query_offset{0};
  std::int64_t limit = 0;  // 0: none
  std::vector<Rule> rules;
};

struct LoadOptions {
  promql::Features features = {};
  bool ignore_unknown_keys = false;
  std::chrono::milliseconds default_interval{60'000};
  std::chrono::milliseconds default_query_offset{0};
};

struct LoadedRules {
  std::vector<Group> groups;  // empty when there are errors
  // Why Prometheus would refuse the file, each line as it would print it behind the file's name.
  std::vector<std::string> errors;
};

// Reads a rule file whole, expressions and templates included (Prometheus 3.14, "Recording rules",
// "Alerting rules"). `file` is only named, `text` is the content.
LoadedRules load_rules(std::string_view file, std::string text, const LoadOptions& options = {});

}  // namespace nsmon::alerting
