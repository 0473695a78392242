// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "base/utf8.h"
#include "template/executor.h"
#include "template/fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <ranges>
#include <utility>

// Expressions of a template. A command is given its operands and, in a pipeline, the value of the
// stage before as the last argument (`final`, null when there is none).
namespace nsmon::templates {
namespace {

bool is_integer_by_looks(const NumberLiteral& number) {
  const std::string& text = number.text;
  const bool character = text.starts_with('\'');
  const bool hexadecimal = text.size() > 2 && text[0] == '0' &&
                           (text[1] == 'x' || text[1] == 'X') &&
                           text.find_first_of("pP") == std::string::npos;
  return character || hexadecimal || text.find_first_of(".eEpP") == std::string::npos;
}

}  // namespace

// What to read from a receiver: the fields, and for the last of them the arguments of the command.
struct Executor::Access {
  std::span<const std::string> path;
  const Command* command = nullptr;
  const Value* final = nullptr;
};

Executor::Step<Value> Executor::lookup(std::string_view name) {
  for (const auto& binding : std::views::reverse(variables_)) {
    if (binding.name == name) return binding.value;
  }
  return fail(fmt::format("undefined variable: {}", name));
}

Executor::Step<void> Executor::assign(const std::string& name, const Value& value) {
  for (auto& binding : std::views::reverse(variables_)) {
    if (binding.name != name) continue;
    binding.value = value;
    return {};
  }
  return fail(fmt::format("undefined variable: {}", name));
}

Executor::Step<Value> Executor::pipeline(const Value& dot, const Pipeline& pipe) {
  if (++depth_ > limits_.depth) {
    return fail(fmt::format("exceeded maximum template depth ({})", limits_.depth));
  }
  place_ = &pipe;
  Value value;
  bool first = true;
  for (const Command& stage : pipe.commands) {
    TRY_ASSIGN(value, command(dot, stage, first ? nullptr : &value));
    first = false;
  }
  for (const Declaration& declared : pipe.declared) {
    if (pipe.assigns) {
      TRY(assign(declared.name, value));
    } else {
      variables_.push_back({declared.name, value});
    }
  }
  --depth_;
  return value;
}

Executor::Step<Value> Executor::command(const Value& dot, const Command& command,
                                        const Value* final) {
  const Operand& first = command.operands[0];
  if (std::holds_alternative<Field>(first.node)) return field(dot, first, &command, final);
  if (std::holds_alternative<Chain>(first.node)) return chain(dot, first, &command, final);
  if (std::holds_alternative<Variable>(first.node)) return variable(dot, first, &command, final);
  if (std::holds_alternative<FunctionName>(first.node)) {
    return function(dot, first, &command, final);
  }
  if (const auto* inner = std::get_if<std::unique_ptr<Pipeline>>(&first.node)) {
    TRY(not_a_function(first, &command, final));
    return pipeline(dot, **inner);
  }
  place_ = &first;
  TRY(not_a_function(first, &command, final));
  if (std::holds_alternative<Dot>(first.node)) return dot;
  if (std::holds_alternative<Nil>(first.node)) return fail("nil is not a command");
  return literal(first);
}

Executor::Step<void> Executor::not_a_function(const Operand& operand, const Command* command,
                                              const Value* final) {
  const bool plain = (command == nullptr || command->operands.size() == 1) && final == nullptr;
  if (plain) return {};
  return fail(fmt::format("can't give argument to non-function {}", print(operand)));
}

Executor::Step<Value> Executor::literal(const Operand& operand) {
  place_ = &operand;
  if (const auto* text = std::get_if<StringLiteral>(&operand.node)) return Value(text->value);
  if (const auto* truth = std::get_if<BoolLiteral>(&operand.node)) return Value(truth->value);
  const auto& number = std::get<NumberLiteral>(operand.node);
  if (number.complex) {
    return Value(std::complex<double>(number.complex->first, number.complex->second));
  }
  if (number.real && !is_integer_by_looks(number)) return Value(*number.real);
  if (number.integer) return Value(*number.integer);
  return fail(number.text + " overflows int");
}

Executor::Step<Value> Executor::field(const Value& dot, const Operand& operand,
                                      const Command* command, const Value* final) {
  place_ = &operand;
  return follow(dot, dot, {std::get<Field>(operand.node).path, command, final});
}

Executor::Step<Value> Executor::variable(const Value& dot, const Operand& operand,
                                         const Command* command, const Value* final) {
  place_ = &operand;
  const auto& named = std::get<Variable>(operand.node);
  TRY_ASSIGN(Value value, lookup(named.name));
  if (!named.path.empty()) {
    return follow(dot, std::move(value), {named.path, command, final});
  }
  TRY(not_a_function(operand, command, final));
  return value;
}

Executor::Step<Value> Executor::chain(const Value& dot, const Operand& operand,
                                      const Command* command, const Value* final) {
  place_ = &operand;
  const auto& chained = std::get<Chain>(operand.node);
  TRY_ASSIGN(Value base, argument(dot, Parameter::any, *chained.base));
  return follow(dot, std::move(base), {chained.path, command, final});
}

// Where nothing can be called, arguments are counted but not evaluated.
Executor::Step<void> Executor::method_arguments(const Value& dot, const Value& receiver,
                                                const Access& access, std::vector<Value>& values) {
  const auto& operands = access.command->operands;
  const std::string& name = access.path.back();
  const auto arity = method_arity(receiver, name);
  const std::size_t given = operands.size() - 1 + (access.final != nullptr ? 1 : 0);
  if (arity && given != *arity) {
    return fail(fmt::format("wrong number of args for {}: want {} got {}", name, *arity, given));
  }
  const Parameter parameter = name == "Format" ? Parameter::text : Parameter::any;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    Value value;
    if (arity) {
      TRY_ASSIGN(value, argument(dot, parameter, operands[i]));
    }
    values.push_back(std::move(value));
  }
  return {};
}

Executor::Step<Value> Executor::follow(const Value& dot, Value receiver, const Access& access) {
  for (std::size_t i = 0; i < access.path.size(); ++i) {
    std::vector<Value> arguments;
    const bool last = i + 1 == access.path.size();
    if (last && access.command != nullptr) {
      TRY(method_arguments(dot, receiver, access, arguments));
    }
    if (last && access.final != nullptr) arguments.push_back(*access.final);
    if (!receiver.exists()) {
      receiver = Value();
      continue;
    }
    CallResult next = field_of(receiver, access.path[i], arguments);
    if (!next) return fail(next.error());
    receiver = std::move(*next);
  }
  return receiver;
}

Executor::Step<Value> Executor::function(const Value& dot, const Operand& name,
                                         const Command* command, const Value* final) {
  place_ = &name;
  TRY(spend(1));
  const std::string& called = std::get<FunctionName>(name.node).name;
  const Function* found = find_function(called);
  if (found == nullptr) return fail(fmt::format("{} is not a defined function", quoted(called)));
  const std::size_t written = command == nullptr ? 0 : command->operands.size() - 1;
  TRY(count_arguments(*found, written, final != nullptr));
  if (called == "and" || called == "or") return short_circuit(dot, *found, command, final);
  TRY_ASSIGN(const std::vector<Value> values, arguments(dot, *found, command, final));
  CallResult result = found->call(environment_, values);
  if (!result && command != nullptr) {
    place_ = command;
  } else if (!result) {
    place_ = &name;
  }
  if (!result && called == "call" && values[0].exists()) {
    // The message names the argument as it is written.
    const std::string callee = written > 0 ? print(command->operands[1]) : "<value>";
    return fail(fmt::format("error calling call: non-function {} of type {}", callee,
                            type_name(values[0])));
  }
  if (!result) return fail(fmt::format("error calling {}: {}", called, result.error()));
  if (const auto* text = result->get_if<std::string>()) {
    produced_ += text->size();
    if (produced_ > limits_.output_bytes * 16) return fail("functions make too much text");
  }
  return std::move(*result);
}

Executor::Step<void> Executor::count_arguments(const Function& function, std::size_t written,
                                               bool final) {
  const std::size_t given = written + (final ? 1 : 0);
  if (function.variadic) {
    if (given >= function.fixed()) return {};
    return fail(fmt::format("wrong number of args for {}: want at least {} got {}", function.name,
                            function.fixed(), written));
  }
  if (given == function.count) return {};
  return fail(fmt::format("wrong number of args for {}: want {} got {}", function.name,
                          function.count, given));
}

// `and` and `or` give the first operand that decides, unevaluated ones after it cannot fail.
Executor::Step<Value> Executor::short_circuit(const Value& dot, const Function& function,
                                              const Command* command, const Value* final) {
  Value value;
  const std::size_t count = command == nullptr ? 1 : command->operands.size();
  for (std::size_t i = 1; i < count; ++i) {
    TRY_ASSIGN(value, argument(dot, Parameter::any, command->operands[i]));
    if (is_true(value) == (function.name == "or")) return value;
  }
  return final == nullptr ? value : *final;
}

Executor::Step<std::vector<Value>> Executor::arguments(const Value& dot, const Function& function,
                                                       const Command* command, const Value* final) {
  std::vector<Value> values;
  const std::size_t count = command == nullptr ? 1 : command->operands.size();
  for (std::size_t i = 1; i < count; ++i) {
    TRY_ASSIGN(Value value, argument(dot, function.parameter(i - 1), command->operands[i]));
    values.push_back(std::move(value));
  }
  if (final != nullptr) {
    TRY_ASSIGN(Value value, converted(*final, function.parameter(values.size())));
    values.push_back(std::move(value));
  }
  return values;
}

Executor::Step<Value> Executor::argument(const Value& dot, Parameter parameter,
                                         const Operand& operand) {
  place_ = &operand;
  Value value;
  if (std::holds_alternative<Dot>(operand.node)) {
    value = dot;
  } else if (std::holds_alternative<Nil>(operand.node)) {
    if (parameter == Parameter::text) return fail("cannot assign nil to string");
    return Value();
  } else if (std::holds_alternative<Field>(operand.node)) {
    TRY_ASSIGN(value, field(dot, operand, nullptr, nullptr));
  } else if (std::holds_alternative<Variable>(operand.node)) {
    TRY_ASSIGN(value, variable(dot, operand, nullptr, nullptr));
  } else if (std::holds_alternative<FunctionName>(operand.node)) {
    TRY_ASSIGN(value, function(dot, operand, nullptr, nullptr));
  } else if (std::holds_alternative<Chain>(operand.node)) {
    TRY_ASSIGN(value, chain(dot, operand, nullptr, nullptr));
  } else if (const auto* inner = std::get_if<std::unique_ptr<Pipeline>>(&operand.node)) {
    TRY_ASSIGN(value, pipeline(dot, **inner));
  } else {
    return literal_argument(parameter, operand);
  }
  return converted(std::move(value), parameter);
}

Executor::Step<Value> Executor::literal_argument(Parameter parameter, const Operand& operand) {
  if (parameter == Parameter::any) return literal(operand);
  if (parameter == Parameter::text) {
    if (std::holds_alternative<StringLiteral>(operand.node)) return literal(operand);
    return fail("expected string; found " + print(operand));
  }
  return fail(
      fmt::format("can't handle {} for arg of type {}", print(operand), type_name(parameter)));
}

Executor::Step<Value> Executor::converted(Value value, Parameter parameter) {
  const bool fits = parameter == Parameter::any ||
                    (parameter == Parameter::text && value.get_if<std::string>() != nullptr) ||
                    (parameter == Parameter::sample && value.get_if<Value::Sample>() != nullptr) ||
                    (parameter == Parameter::samples && value.get_if<Value::Result>() != nullptr);
  if (fits) return value;
  if (value.exists()) {
    return fail(fmt::format("wrong type for value; expected {}; got {}", type_name(parameter),
                            type_name(value)));
  }
  if (parameter == Parameter::text) return fail("invalid value; expected string");
  return value;  // nil is a sample or a result too
}

}  // namespace nsmon::templates
