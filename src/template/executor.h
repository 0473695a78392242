// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "template/expand.h"
#include "template/function.h"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsmon::templates {

// Walks one template with its data. Statements are in executor.cpp, expressions in evaluate.cpp.
class Executor {
 public:
  Executor(const Template& tree, const Environment& environment, const Limits& limits)
      : tree_(tree), environment_(environment), limits_(limits) {}

  std::expected<std::string, std::string> run(const RuleData& data);

 private:
  template <class T>
  using Step = std::expected<T, std::string>;  // the error is Go's whole message

  // What a list ended with.
  enum class Flow : std::uint8_t { on, break_, continue_ };
  struct Binding {
    std::string_view name;
    Value value;
  };
  // The node that Go names when something fails: the last one it looked at.
  using Place = std::variant<std::monostate, const Operand*, const Command*, const Pipeline*,
                             const Invocation*>;

  Step<Flow> list(const Value& dot, const NodeList& nodes);
  Step<Flow> node(const Value& dot, const Node& node);
  Step<Flow> branch(const Value& dot, const Branch& branch);
  Step<Flow> range(const Value& dot, const Branch& branch);
  Step<Flow> iterate(const Branch& branch, const Value& over, bool& empty);
  template <class Container>
  Step<Flow> iterate_map(const Branch& branch, const Container& entries);
  Step<Flow> iteration(const Branch& branch, const Value& key, const Value& element);
  Step<void> invoke(const Value& dot, const Invocation& invocation);
  Step<void> write(std::string_view text);

  Step<Value> pipeline(const Value& dot, const Pipeline& pipe);
  Step<Value> command(const Value& dot, const Command& command, const Value* final);
  Step<Value> literal(const Operand& operand);
  Step<Value> field(const Value& dot, const Operand& operand, const Command* command,
                    const Value* final);
  Step<Value> variable(const Value& dot, const Operand& operand, const Command* command,
                       const Value* final);
  Step<Value> chain(const Value& dot, const Operand& operand, const Command* command,
                    const Value* final);
  struct Access;
  Step<void> method_arguments(const Value& dot, const Value& receiver, const Access& access,
                              std::vector<Value>& values);
  Step<Value> follow(const Value& dot, Value receiver, const Access& access);
  Step<Value> function(const Value& dot, const Operand& name, const Command* command,
                       const Value* final);
  Step<Value> short_circuit(const Value& dot, const Function& function, const Command* command,
                            const Value* final);
  Step<std::vector<Value>> arguments(const Value& dot, const Function& function,
                                     const Command* command, const Value* final);
  Step<Value> argument(const Value& dot, Parameter parameter, const Operand& operand);
  Step<Value> literal_argument(Parameter parameter, const Operand& operand);
  Step<Value> converted(Value value, Parameter parameter);
  Step<void> not_a_function(const Operand& operand, const Command* command, const Value* final);
  Step<void> count_arguments(const Function& function, std::size_t written, bool final);

  Step<Value> lookup(std::string_view name);
  Step<void> assign(const std::string& name, const Value& value);
  Step<void> spend(std::size_t steps);

  std::unexpected<std::string> fail(std::string_view message) const;

  const Template& tree_;
  const Environment& environment_;
  const Limits& limits_;
  std::string_view running_;  // name of the template being walked
  std::vector<Binding> variables_;
  std::string output_;
  Place place_;
  std::size_t steps_ = 0;
  std::size_t produced_ = 0;  // bytes made by functions
  int depth_ = 0;
};

}  // namespace nsmon::templates
