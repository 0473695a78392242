// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// The folder is `template`; that word is taken in C++, hence the plural.
namespace nsmon::templates {

struct Pipeline;
struct Node;
using NodeList = std::vector<Node>;

struct Dot {};
struct Nil {};

struct BoolLiteral {
  bool value = false;
};

// A number keeps every reading its text allows, because Go picks one by where it is used.
struct NumberLiteral {
  std::string text;  // as written
  std::optional<std::int64_t> integer;
  std::optional<std::uint64_t> natural;
  std::optional<double> real;
  std::optional<std::pair<double, double>> complex;
};

struct StringLiteral {
  std::string written;  // with its quotes
  std::string value;
};

// `.Labels.job` is {"Labels", "job"}.
struct Field {
  std::vector<std::string> path;
};

// `$labels.job` is "$labels" with {"job"}; "$" alone is the value the template was called with.
struct Variable {
  std::string name;
  std::vector<std::string> path;
};

// A function's name; its arguments are the operands that follow in the command.
struct FunctionName {
  std::string name;
};

struct Operand;

// Fields of something that is no plain field or variable: `(index $x 1).Labels`.
struct Chain {
  std::unique_ptr<Operand> base;
  std::vector<std::string> path;
};

struct Operand {
  Span span;
  // Where Go says the operand lies, which for `$labels.job` is the first dot.
  std::uint32_t position = 0;
  std::variant<Dot, Nil, BoolLiteral, NumberLiteral, StringLiteral, Field, Variable, FunctionName,
               Chain, std::unique_ptr<Pipeline>>
      node;
};

// One stage of a pipeline; never without an operand.
struct Command {
  Span span;
  std::vector<Operand> operands;
};

struct Declaration {
  std::string name;  // with its dollar sign
  Span span;
};

struct Pipeline {
  Span span;
  std::vector<Declaration> declared;
  bool assigns = false;  // `=` instead of `:=`
  std::vector<Command> commands;
};

struct Text {
  std::string text;  // after the trim markers did their work
};

struct Action {
  Pipeline pipeline;
};

// `{{else if}}` is a branch inside `otherwise`, as if it had been written out.
struct Branch {
  enum class Kind : std::uint8_t { if_, range, with };
  Kind kind = Kind::if_;
  Pipeline pipeline;
  NodeList body;
  std::optional<NodeList> otherwise;
};

// `{{template "name" pipeline}}`; `{{block}}` is this and a definition.
struct Invocation {
  std::string name;
  std::uint32_t position = 0;  // of the name
  std::optional<Pipeline> pipeline;
};

struct Break {};
struct Continue {};

struct Node {
  Span span;  // of the text, or of the action up to its pipeline's end
  std::variant<Text, Action, Branch, Invocation, Break, Continue> node;
};

// Written by `{{define}}` or `{{block}}`.
struct Definition {
  std::string name;
  NodeList body;
};

struct Template {
  std::string name;  // as error texts call it: `__alert_NAME`
  std::string text;  // that was parsed; spans lie in it
  NodeList body;
  std::vector<Definition> definitions;  // names are unique

  const NodeList* find(const std::string& wanted) const;
};

// Go's text of a node, as it stands in run-time errors.
std::string print(const Operand& operand);
std::string print(const Command& command);
std::string print(const Pipeline& pipeline);
std::string print(const Invocation& invocation);

}  // namespace nsmon::templates
