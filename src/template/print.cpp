// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "template/ast.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::templates {
namespace {

void append_path(std::string& out, const std::vector<std::string>& path) {
  for (const std::string& name : path) {
    out += '.';
    out += name;
  }
}

struct OperandPrinter {
  std::string& out;

  void operator()(const Dot& /*dot*/) const { out += '.'; }
  void operator()(const Nil& /*nil*/) const { out += "nil"; }
  void operator()(const BoolLiteral& literal) const { out += literal.value ? "true" : "false"; }
  void operator()(const NumberLiteral& literal) const { out += literal.text; }
  void operator()(const StringLiteral& literal) const { out += literal.written; }
  void operator()(const Field& field) const { append_path(out, field.path); }
  void operator()(const Variable& variable) const {
    out += variable.name;
    append_path(out, variable.path);
  }
  void operator()(const FunctionName& function) const { out += function.name; }
  void operator()(const Chain& chain) const {
    const bool pipeline = std::holds_alternative<std::unique_ptr<Pipeline>>(chain.base->node);
    if (pipeline) out += '(';
    std::visit(*this, chain.base->node);
    if (pipeline) out += ')';
    append_path(out, chain.path);
  }
  void operator()(const std::unique_ptr<Pipeline>& inner) const { out += print(*inner); }
};

}  // namespace

const NodeList* Template::find(const std::string& wanted) const {
  if (wanted == name) return &body;
  const auto found = std::ranges::find(definitions, wanted, &Definition::name);
  return found == definitions.end() ? nullptr : &found->body;
}

std::string print(const Operand& operand) {
  std::string out;
  std::visit(OperandPrinter{out}, operand.node);
  return out;
}

std::string print(const Command& command) {
  std::string out;
  for (const Operand& operand : command.operands) {
    if (!out.empty()) out += ' ';
    // Go puts pipelines in parentheses only as arguments of a command.
    const bool pipeline = std::holds_alternative<std::unique_ptr<Pipeline>>(operand.node);
    if (pipeline) out += '(';
    out += print(operand);
    if (pipeline) out += ')';
  }
  return out;
}

std::string print(const Pipeline& pipeline) {
  std::string out;
  for (std::size_t i = 0; i < pipeline.declared.size(); ++i) {
    if (i > 0) out += ", ";
    out += pipeline.declared[i].name;
  }
  if (!pipeline.declared.empty()) out += pipeline.assigns ? " = " : " := ";
  for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
    if (i > 0) out += " | ";
    out += print(pipeline.commands[i]);
  }
  return out;
}

std::string print(const Invocation& invocation) {
  const std::string argument =
      invocation.pipeline ? " " + print(*invocation.pipeline) : std::string();
  return fmt::format("{{{{template {}{}}}}}", quoted(invocation.name), argument);
}

}  // namespace nsmon::templates
