// SPDX-License-Identifier: Apache-2.0
#include "template/inspect.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>
#include <utility>

// One walk that knows what `.` and each variable stand for. `{{if}}` leaves the dot alone;
// `{{range}}` and `{{with}}` move it to something this page does not follow; a definition begins
// with whatever it is called with. A variable that was declared as plain data (`$l := .Labels`)
// keeps that path.
namespace nsmon::templates {
namespace {

// A value known by its way from the rule's data.
struct Origin {
  Root root = Root::unknown;
  std::vector<std::string> path;
};

struct KnownVariable {
  std::string name;
  Origin origin;
};

class Inspector {
 public:
  explicit Inspector(Inventory& inventory) : inventory_(inventory) {}

  void run(const Template& tree) {
    const Origin data{Root::data, {}};
    variables_ = {{"$", data},
                  {"$labels", {Root::data, {"Labels"}}},
                  {"$externalLabels", {Root::data, {"ExternalLabels"}}},
                  {"$externalURL", {Root::data, {"ExternalURL"}}},
                  {"$value", {Root::data, {"Value"}}}};
    list(tree.body, data);
    for (const Definition& definition : tree.definitions) {
      variables_ = {{"$", {}}};
      list(definition.body, {});
    }
  }

 private:
  void list(const NodeList& nodes, const Origin& dot) {
    for (const Node& node : nodes) {
      if (const auto* action = std::get_if<Action>(&node.node)) {
        pipeline(action->pipeline, dot, action->pipeline.declared.empty());
      } else if (const auto* branch = std::get_if<Branch>(&node.node)) {
        control(*branch, dot);
      } else if (const auto* call = std::get_if<Invocation>(&node.node)) {
        if (call->pipeline) pipeline(*call->pipeline, dot, false);
      }
    }
  }

  void control(const Branch& branch, const Origin& dot) {
    const std::size_t mark = variables_.size();
    const Origin value = pipeline(branch.pipeline, dot, false);
    Origin inner = dot;
    if (branch.kind == Branch::Kind::with) inner = value;
    if (branch.kind == Branch::Kind::range) {
      inner = {};
      for (std::size_t i = mark; i < variables_.size(); ++i) {
        variables_[i].origin = {Root::variable, {}};
      }
    }
    list(branch.body, inner);
    if (branch.otherwise) list(*branch.otherwise, dot);
    variables_.resize(mark);
  }

  // Where the pipeline's value comes from, as far as that can be said.
  Origin pipeline(const Pipeline& pipe, const Origin& dot, bool printed) {
    Origin value;
    for (const Command& stage : pipe.commands) value = command(stage, pipe, dot, printed);
    if (pipe.commands.size() > 1) value = {};
    for (const Declaration& declared : pipe.declared) {
      const Origin origin = value.root == Root::data ? value : Origin{Root::variable, {}};
      if (!pipe.assigns) {
        variables_.push_back({declared.name, origin});
        continue;
      }
      // Assigned somewhere, perhaps in a branch: from here on nothing is sure.
      for (KnownVariable& known : variables_) {
        if (known.name == declared.name) known.origin = {Root::variable, {}};
      }
    }
    return value;
  }

  Origin command(const Command& command, const Pipeline& pipe, const Origin& dot, bool printed) {
    const Context context{command, pipe, dot, printed};
    if (auto indexed = index_reference(context)) return std::move(*indexed);
    Origin first;
    for (std::size_t i = 0; i < command.operands.size(); ++i) {
      Origin origin = operand(command.operands[i], context);
      if (i == 0) first = std::move(origin);
    }
    return command.operands.size() == 1 ? first : Origin{};
  }

  struct Context {
    const Command& command;
    const Pipeline& pipe;
    const Origin& dot;
    bool printed;
  };

  // `index $labels "job"` reads like a field; without constant keys it is an ordinary call.
  std::optional<Origin> index_reference(const Context& context) {
    const auto& operands = context.command.operands;
    if (operands.size() < 3) return std::nullopt;
    const auto* name = std::get_if<FunctionName>(&operands[0].node);
    if (name == nullptr || name->name != "index") return std::nullopt;
    std::vector<std::string> keys;
    for (std::size_t i = 2; i < operands.size(); ++i) {
      const auto* key = std::get_if<StringLiteral>(&operands[i].node);
      if (key == nullptr) return std::nullopt;
      keys.push_back(key->value);
    }
    auto reference = read(operands[1], context);
    if (!reference) return std::nullopt;
    function(operands[0], context);
    for (std::string& key : keys) reference->path.push_back(std::move(key));
    reference->span = context.command.span;
    return store(std::move(*reference));
  }

  void function(const Operand& operand, const Context& context) {
    const auto& name = std::get<FunctionName>(operand.node);
    inventory_.functions.push_back({name.name, operand.span, &context.command, &context.pipe});
  }

  Origin store(Reference reference) {
    Origin origin{reference.root, reference.path};
    inventory_.references.push_back(std::move(reference));
    return origin;
  }

  // The reference that an operand is, not yet stored; nothing for literals, calls and pipelines.
  std::optional<Reference> read(const Operand& operand, const Context& context) {
    Reference reference{.span = operand.span,
                        .command = &context.command,
                        .pipeline = &context.pipe,
                        .printed = context.printed};
    const std::vector<std::string>* fields = nullptr;
    Origin origin = context.dot;
    reference.written = ".";
    if (const auto* field = std::get_if<Field>(&operand.node)) {
      fields = &field->path;
    } else if (const auto* variable = std::get_if<Variable>(&operand.node)) {
      reference.written = variable->name;
      origin = lookup(variable->name);
      fields = &variable->path;
    } else if (!std::holds_alternative<Dot>(operand.node)) {
      return std::nullopt;
    }
    reference.root = origin.root;
    reference.path = std::move(origin.path);
    if (fields != nullptr) {
      reference.path.insert(reference.path.end(), fields->begin(), fields->end());
    }
    return reference;
  }

  Origin operand(const Operand& operand, const Context& context) {
    if (auto reference = read(operand, context)) return store(std::move(*reference));
    if (std::holds_alternative<FunctionName>(operand.node)) {
      function(operand, context);
    } else if (const auto* inner = std::get_if<std::unique_ptr<Pipeline>>(&operand.node)) {
      return pipeline(**inner, context.dot, context.printed);
    } else if (const auto* chain = std::get_if<Chain>(&operand.node)) {
      return chained(*chain, operand, context);
    }
    return {};
  }

  // `(.Labels).job` is a reference when what stands in the parentheses is one.
  Origin chained(const Chain& chain, const Operand& whole, const Context& context) {
    Origin origin = operand(*chain.base, context);
    if (origin.root != Root::data) return {};
    origin.path.insert(origin.path.end(), chain.path.begin(), chain.path.end());
    Reference reference = inventory_.references.back();
    reference.path = origin.path;
    reference.span = whole.span;
    inventory_.references.back() = std::move(reference);
    return origin;
  }

  Origin lookup(std::string_view name) const {
    for (const KnownVariable& variable : std::views::reverse(variables_)) {
      if (variable.name == name) return variable.origin;
    }
    return {};
  }

  Inventory& inventory_;
  std::vector<KnownVariable> variables_;
};

void visit_pipeline(const Pipeline& pipe, const std::function<void(const Command&)>& visit);

void visit_operand(const Operand& operand, const std::function<void(const Command&)>& visit) {
  if (const auto* inner = std::get_if<std::unique_ptr<Pipeline>>(&operand.node)) {
    visit_pipeline(**inner, visit);
  } else if (const auto* chain = std::get_if<Chain>(&operand.node)) {
    visit_operand(*chain->base, visit);
  }
}

void visit_pipeline(const Pipeline& pipe, const std::function<void(const Command&)>& visit) {
  for (const Command& command : pipe.commands) {
    visit(command);
    for (const Operand& operand : command.operands) visit_operand(operand, visit);
  }
}

void visit_list(const NodeList& nodes, const std::function<void(const Command&)>& visit) {
  for (const Node& node : nodes) {
    if (const auto* action = std::get_if<Action>(&node.node)) {
      visit_pipeline(action->pipeline, visit);
    } else if (const auto* branch = std::get_if<Branch>(&node.node)) {
      visit_pipeline(branch->pipeline, visit);
      visit_list(branch->body, visit);
      if (branch->otherwise) visit_list(*branch->otherwise, visit);
    } else if (const auto* call = std::get_if<Invocation>(&node.node)) {
      if (call->pipeline) visit_pipeline(*call->pipeline, visit);
    }
  }
}

}  // namespace

Inventory inspect(const Template& tree) {
  Inventory inventory;
  Inspector(inventory).run(tree);
  return inventory;
}

void for_each_command(const Template& tree, const std::function<void(const Command&)>& visit) {
  visit_list(tree.body, visit);
  for (const Definition& definition : tree.definitions) visit_list(definition.body, visit);
}

}  // namespace nsmon::templates
