// SPDX-License-Identifier: Apache-2.0
#include "template/executor.h"

#include "base/try.h"
#include "base/utf8.h"
#include "template/format.h"
#include "template/parse.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

// Follows Go's text/template. Failures name the node that was looked at last, which is not always
// the one that failed: after `{{range $value}}` it is the variable, not the action. So every step
// that Go marks is marked here, and marks are never taken back.
namespace nsmon::templates {
namespace {

// Counts one level of nesting while it lives.
class Level {
 public:
  explicit Level(int& depth) : depth_(depth) { ++depth_; }
  ~Level() { --depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  int& depth_;
};

struct Location {
  std::uint32_t position = 0;
  std::string text;
};

// Line and column as Go counts them: the prelude belongs to the first line, columns start at 0.
std::string place_name(std::string_view text, std::uint32_t position) {
  const std::string_view before = text.substr(0, position);
  const std::size_t line_break = before.rfind('\n');
  if (line_break == std::string_view::npos) {
    return fmt::format("1:{}", position + kRulePrelude.size());
  }
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return fmt::format("{}:{}", lines + 1, position - line_break - 1);
}

// A sample prints as its fields; the ampersand of its pointer is dropped.
std::string printed(const Value& value) {
  if (!value.exists()) return "<no value>";
  std::string text = format_value(value);
  if (value.get_if<Value::Sample>() != nullptr) text.erase(0, 1);
  return text;
}

}  // namespace

std::unexpected<std::string> Executor::fail(std::string_view message) const {
  Location at;
  if (const auto* operand = std::get_if<const Operand*>(&place_)) {
    at = {(*operand)->position, print(**operand)};
  } else if (const auto* stage = std::get_if<const Command*>(&place_)) {
    at = {(*stage)->span.begin, print(**stage)};
  } else if (const auto* pipe = std::get_if<const Pipeline*>(&place_)) {
    at = {(*pipe)->span.begin, print(**pipe)};
  } else if (const auto* invocation = std::get_if<const Invocation*>(&place_)) {
    at = {(*invocation)->position, print(**invocation)};
  } else {
    return std::unexpected(fmt::format("template: {}: {}", running_, message));
  }
  return std::unexpected(fmt::format("template: {}:{}: executing {} at <{}>: {}", tree_.name,
                                     place_name(tree_.text, at.position), quoted(running_), at.text,
                                     message));
}

std::expected<std::string, std::string> Executor::run(const RuleData& data) {
  running_ = tree_.name;
  const Value dot(std::make_shared<const RuleData>(data));
  variables_ = {{"$", dot},
                {"$labels", Value(std::make_shared<const LabelMap>(data.labels))},
                {"$externalLabels", Value(std::make_shared<const LabelMap>(data.external_labels))},
                {"$externalURL", Value(data.external_url)},
                {"$value", to_value(data.value)}};
  TRY(list(dot, tree_.body));
  return std::move(output_);
}

Executor::Step<void> Executor::spend(std::size_t steps) {
  steps_ += steps;
  if (steps_ > limits_.steps) {
    return fail(fmt::format("template takes more than {} steps", limits_.steps));
  }
  return {};
}

Executor::Step<void> Executor::write(std::string_view text) {
  if (output_.size() + text.size() > limits_.output_bytes) {
    return fail(fmt::format("text is longer than {} bytes", limits_.output_bytes));
  }
  output_ += text;
  return {};
}

Executor::Step<Executor::Flow> Executor::list(const Value& dot, const NodeList& nodes) {
  const Level level(depth_);
  if (depth_ > limits_.depth) {
    return fail(fmt::format("exceeded maximum template depth ({})", limits_.depth));
  }
  for (const Node& child : nodes) {
    TRY(spend(1));
    TRY_ASSIGN(const Flow flow, node(dot, child));
    if (flow != Flow::on) return flow;
  }
  return Flow::on;
}

Executor::Step<Executor::Flow> Executor::node(const Value& dot, const Node& node) {
  if (const auto* text = std::get_if<Text>(&node.node)) {
    TRY(write(text->text));
  } else if (const auto* action = std::get_if<Action>(&node.node)) {
    TRY_ASSIGN(const Value value, pipeline(dot, action->pipeline));
    if (action->pipeline.declared.empty()) TRY(write(printed(value)));
  } else if (const auto* control = std::get_if<Branch>(&node.node)) {
    const std::size_t mark = variables_.size();
    auto flow = control->kind == Branch::Kind::range ? range(dot, *control) : branch(dot, *control);
    variables_.resize(std::min(mark, variables_.size()));
    return flow;
  } else if (const auto* invocation = std::get_if<Invocation>(&node.node)) {
    TRY(invoke(dot, *invocation));
  } else if (std::holds_alternative<Break>(node.node)) {
    return Flow::break_;
  } else {
    return Flow::continue_;
  }
  return Flow::on;
}

Executor::Step<Executor::Flow> Executor::branch(const Value& dot, const Branch& branch) {
  TRY_ASSIGN(const Value value, pipeline(dot, branch.pipeline));
  if (is_true(value)) {
    return list(branch.kind == Branch::Kind::with ? value : dot, branch.body);
  }
  return branch.otherwise ? list(dot, *branch.otherwise) : Flow::on;
}

Executor::Step<Executor::Flow> Executor::range(const Value& dot, const Branch& branch) {
  TRY_ASSIGN(const Value over, pipeline(dot, branch.pipeline));
  bool empty = true;
  TRY_ASSIGN(const Flow flow, iterate(branch, over, empty));
  if (empty && branch.otherwise) return list(dot, *branch.otherwise);
  (void)flow;  // break and continue end here
  return Flow::on;
}

template <class Container>
Executor::Step<Executor::Flow> Executor::iterate_map(const Branch& branch,
                                                     const Container& entries) {
  for (const auto& [key, element] : entries) {
    TRY_ASSIGN(const Flow flow, iteration(branch, Value(key), Value(element)));
    if (flow == Flow::break_) break;
  }
  return Flow::on;
}

Executor::Step<Executor::Flow> Executor::iterate(const Branch& branch, const Value& over,
                                                 bool& empty) {
  if (!over.exists()) return Flow::on;
  if (const auto* labels = over.get_if<Value::Labels>()) {
    empty = (*labels)->empty();
    return iterate_map(branch, **labels);
  }
  if (const auto* arguments = over.get_if<Value::Arguments>()) {
    empty = (*arguments)->entries.empty();
    return iterate_map(branch, (*arguments)->entries);
  }
  if (const auto* result = over.get_if<Value::Result>()) {
    empty = (*result)->samples.empty();
    std::int64_t index = 0;
    for (const auto& sample : (*result)->samples) {
      TRY_ASSIGN(const Flow flow, iteration(branch, Value(index++), Value(sample)));
      if (flow == Flow::break_) break;
    }
    return Flow::on;
  }
  const auto* count = over.get_if<std::int64_t>();
  if (count == nullptr) {
    return fail("range can't iterate over " + format_value(over));
  }
  if (branch.pipeline.declared.size() > 1) {
    return fail(fmt::format("can't use {} to iterate over more than one variable", *count));
  }
  empty = *count <= 0;
  for (std::int64_t i = 0; i < *count; ++i) {
    TRY_ASSIGN(const Flow flow, iteration(branch, Value(i), Value(i)));
    if (flow == Flow::break_) break;
  }
  return Flow::on;
}

// Declared variables lie on top of the stack, the first one below the second.
Executor::Step<Executor::Flow> Executor::iteration(const Branch& branch, const Value& key,
                                                   const Value& element) {
  TRY(spend(1));
  const auto& declared = branch.pipeline.declared;
  const std::size_t mark = variables_.size();
  const bool pair = declared.size() > 1;
  if (!declared.empty() && branch.pipeline.assigns) {
    TRY(assign(declared[0].name, pair ? key : element));
    if (pair) TRY(assign(declared[1].name, element));
  } else if (!declared.empty()) {
    variables_[mark - 1].value = element;
    if (pair) variables_[mark - 2].value = key;
  }
  auto flow = list(element, branch.body);
  variables_.resize(mark);
  return flow;
}

Executor::Step<void> Executor::invoke(const Value& dot, const Invocation& invocation) {
  place_ = &invocation;
  const NodeList* body = tree_.find(invocation.name);
  if (body == nullptr) {
    return fail(fmt::format("template {} not defined", quoted(invocation.name)));
  }
  Value inner;
  if (invocation.pipeline) {
    TRY_ASSIGN(inner, pipeline(dot, *invocation.pipeline));
  }
  const std::string_view caller = std::exchange(running_, invocation.name);
  std::vector<Binding> outer = std::exchange(variables_, {{"$", inner}});
  if (body == &tree_.body) {
    // The main template begins by declaring what rules rely on; from other data it cannot.
    return fail("template calls itself");
  }
  TRY(list(inner, *body));
  variables_ = std::move(outer);
  running_ = caller;
  return {};
}

std::expected<std::string, std::string> expand(const Template& tree, const RuleData& data,
                                               const Environment& environment,
                                               const Limits& limits) {
  return Executor(tree, environment, limits).run(data);
}

std::string expand_rule_text(std::string_view text, std::string_view alert, const RuleData& data,
                             const Environment& environment, const Limits& limits) {
  if (!has_actions(text)) return std::string(text);
  const std::string name = fmt::format("__alert_{}", alert);
  const ParseOutcome parsed = parse(text, name);
  if (!parsed.tree) {
    return fmt::format("<error expanding template: error parsing template {}: {}>", name,
                       parsed.errors.front().full_text);
  }
  auto expanded = expand(*parsed.tree, data, environment, limits);
  if (expanded) return std::move(*expanded);
  return fmt::format("<error expanding template: error executing template {}: {}>", name,
                     expanded.error());
}

}  // namespace nsmon::templates
