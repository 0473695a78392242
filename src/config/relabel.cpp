// SPDX-License-Identifier: Apache-2.0
// Relabelling steps as Prometheus takes them. (Prometheus, model/relabel: Config.Validate)
#include "base/utf8.h"
#include "config/parts.h"
#include "series/labels.h"
#include "series/matcher.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace nsmon::config {
namespace {

struct ActionName {
  std::string_view name;
  RelabelAction action;
};

constexpr std::array<ActionName, 11> kActions = {{{"replace", RelabelAction::replace},
                                                  {"keep", RelabelAction::keep},
                                                  {"drop", RelabelAction::drop},
                                                  {"keepequal", RelabelAction::keep_equal},
                                                  {"dropequal", RelabelAction::drop_equal},
                                                  {"hashmod", RelabelAction::hash_mod},
                                                  {"labelmap", RelabelAction::label_map},
                                                  {"labeldrop", RelabelAction::label_drop},
                                                  {"labelkeep", RelabelAction::label_keep},
                                                  {"lowercase", RelabelAction::lowercase},
                                                  {"uppercase", RelabelAction::uppercase}}};

constexpr std::string_view kDefaultReplacement = "$1";

// A label name in which $1 or ${name} may stand, under the legacy scheme.
bool is_legacy_template(std::string_view text) {
  static const auto pattern = series::Regex::compile(R"((?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+)");
  return pattern && pattern->matches(text);
}

bool is_name_template(std::string_view text, NameScheme names) {
  return names == NameScheme::legacy ? is_legacy_template(text) : is_label_name(text, names);
}

bool is_set(const Text& text) {
  return text.span != Span{};
}

class StepReader {
 public:
  StepReader(Context& context, const yaml::Node& node) : context_(context), node_(node) {}

  RelabelConfig read();

 private:
  void read_action(Fields& fields);
  void read_regex(Fields& fields);

  Context& context_;
  const yaml::Node& node_;
  RelabelConfig step_;
};

void StepReader::read_action(Fields& fields) {
  const yaml::Node* node = fields.value("action");
  if (node == nullptr) return;
  if (yaml::is_null(*node, context_.dialect)) {
    context_.report(ProblemKind::config_relabel_invalid, node->span(),
                    "relabel action cannot be empty");
    return;
  }
  const auto read = text_of(context_, *node);
  if (!read) return;
  const Text text{*read, node->span()};
  std::string lower = text.value;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto* found = std::ranges::find(kActions, lower, &ActionName::name);
  if (found != kActions.end()) {
    step_.action = {found->action, text.span};
  } else {
    context_.report(
        ProblemKind::config_relabel_invalid, text.span,
        fmt::format("unknown relabel action {}", nsmon::quoted(text.value)),
        "one of replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, "
        "labelkeep, lowercase, uppercase");
  }
}

void StepReader::read_regex(Fields& fields) {
  const auto text = fields.text("regex");
  if (!text) return;
  step_.regex = *text;
  const auto checked = series::check_regex(text->value);
  if (!checked) {
    context_.report(ProblemKind::config_relabel_invalid, text->span, checked.error().message,
                    checked.error().hint);
  }
}

RelabelConfig StepReader::read() {
  Fields fields(context_, node_, "relabel config");
  step_.span = node_.span();
  read_action(fields);
  if (const yaml::Node* labels = fields.value("source_labels")) {
    step_.has_source_labels = labels->is_sequence();
    for (const yaml::Node& item : items_of(context_, *labels)) {
      const auto name = text_of(context_, item);
      if (!name) continue;
      // A null item is an empty name that was never looked at.
      if (!yaml::is_null(item, context_.dialect) && !is_label_name(*name, NameScheme::utf8)) {
        context_.report(ProblemKind::config_relabel_invalid, item.span(),
                        fmt::format("{} is not a valid label name", nsmon::quoted(*name)));
      }
      step_.source_labels.push_back({*name, item.span()});
    }
  }
  if (auto separator = fields.text("separator")) step_.separator = std::move(*separator);
  read_regex(fields);
  if (auto modulus = fields.unsigned_number("modulus")) step_.modulus = *modulus;
  if (auto target = fields.text("target_label")) step_.target_label = std::move(*target);
  if (auto replacement = fields.text("replacement")) step_.replacement = std::move(*replacement);
  fields.finish();
  return std::move(step_);
}

// The first reason why a step is refused, and where; nothing when it is fine.
class StepCheck {
 public:
  StepCheck(const RelabelConfig& step, NameScheme names) : step_(step), names_(names) {}

  std::optional<Error> reason() const;

 private:
  bool any_of(std::initializer_list<RelabelAction> actions) const {
    return std::ranges::find(actions, step_.action.value) != actions.end();
  }
  std::optional<Error> target_reason() const;
  std::optional<Error> other_field_reason() const;
  Error error(std::string message, Span span) const {
    return {.message = std::move(message), .span = span == Span{} ? step_.span : span};
  }
  Error invalid_target() const {
    return error(
        fmt::format("{} is invalid 'target_label' for {} action",
                    nsmon::quoted(step_.target_label.value), to_string(step_.action.value)),
        step_.target_label.span);
  }

  const RelabelConfig& step_;
  NameScheme names_;
};

std::optional<Error> StepCheck::target_reason() const {
  using enum RelabelAction;
  const std::string& target = step_.target_label.value;
  const bool exact = any_of({lowercase, uppercase, keep_equal, drop_equal, hash_mod});
  if (!exact && step_.action.value != replace) return std::nullopt;
  if (target.empty()) {
    return error(fmt::format("relabel configuration for {} action requires 'target_label' value",
                             to_string(step_.action.value)),
                 step_.target_label.span);
  }
  const bool variable = target.contains('$');
  if (step_.action.value == replace) {
    const bool valid = variable ? is_name_template(target, names_) : is_label_name(target, names_);
    return valid ? std::nullopt : std::optional(invalid_target());
  }
  return is_label_name(target, names_) ? std::nullopt : std::optional(invalid_target());
}

std::optional<Error> StepCheck::other_field_reason() const {
  using enum RelabelAction;
  const bool replacement = step_.replacement.value != kDefaultReplacement;
  const bool common = step_.modulus.value != 0 || step_.separator.value != ";" || replacement;
  if (any_of({drop_equal, keep_equal}) && (common || is_set(step_.regex))) {
    return error(fmt::format("{} action requires only 'source_labels' and `target_label`, and no "
                             "other fields",
                             to_string(step_.action.value)),
                 step_.span);
  }
  if (any_of({label_drop, label_keep}) &&
      (common || step_.has_source_labels || !step_.target_label.value.empty())) {
    return error(fmt::format("{} action requires only 'regex', and no other fields",
                             to_string(step_.action.value)),
                 step_.span);
  }
  return std::nullopt;
}

std::optional<Error> StepCheck::reason() const {
  using enum RelabelAction;
  if (step_.action.value == hash_mod && step_.modulus.value == 0) {
    return error("relabel configuration for hashmod requires non-zero modulus", step_.modulus.span);
  }
  if (auto target = target_reason()) return target;
  if (any_of({lowercase, uppercase, keep_equal, drop_equal}) &&
      step_.replacement.value != kDefaultReplacement) {
    return error(
        fmt::format("'replacement' can not be set for {} action", to_string(step_.action.value)),
        step_.replacement.span);
  }
  if (step_.action.value == label_map && !is_name_template(step_.replacement.value, names_)) {
    return error(fmt::format("{} is invalid 'replacement' for labelmap action",
                             nsmon::quoted(step_.replacement.value)),
                 step_.replacement.span);
  }
  return other_field_reason();
}

}  // namespace

std::string_view to_string(RelabelAction action) {
  const auto* found = std::ranges::find(kActions, action, &ActionName::action);
  return found == kActions.end() ? "replace" : found->name;
}

std::vector<RelabelConfig> read_relabel_configs(Context& context, const yaml::Node* node,
                                                std::string_view what) {
  std::vector<RelabelConfig> out;
  if (node == nullptr) return out;
  for (const yaml::Node& item : items_of(context, *node)) {
    if (yaml::is_null(item, context.dialect)) {
      context.report(ProblemKind::config_relabel_invalid, item.span(),
                     fmt::format("empty or null {}", what));
      continue;
    }
    const std::size_t before = context.problems.size();
    RelabelConfig step = StepReader(context, item).read();
    step.readable = context.problems.size() == before;
    out.push_back(std::move(step));
  }
  return out;
}

void check_relabel_configs(Context& context, std::span<const RelabelConfig> steps,
                           NameScheme names) {
  for (const RelabelConfig& step : steps) {
    if (!step.readable) continue;
    if (auto error = StepCheck(step, names).reason()) {
      context.report(ProblemKind::config_relabel_invalid, error->span, std::move(error->message));
    }
  }
}

}  // namespace nsmon::config
