// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"
#include "template/ast.h"

#include <functional>
#include <string>
#include <vector>

namespace nsmon::templates {

// What a reference starts from.
enum class Root : std::uint8_t {
  data,  // the rule's data: `.`, `$` outside of range, with and define, and the predefined names
  variable,  // declared in the template
  unknown,   // a dot that range, with or define moved, or the result of a call
};

// One reading of data. The predefined variables are written out: `$labels.job`, `$.Labels.job` and
// `index $labels "job"` all give data with the path {"Labels", "job"}; `$value` gives {"Value"}.
struct Reference {
  Root root = Root::unknown;
  std::string written;            // "$labels", "." or "$", what the text begins with
  std::vector<std::string> path;  // fields and constant keys
  Span span;                      // of the whole reference
  // The innermost command it stands in, so that callers see functions applied to it.
  const Command* command = nullptr;
  const Pipeline* pipeline = nullptr;
  // A value that is printed, not only tested or assigned: the pipeline of an action.
  bool printed = false;
};

struct FunctionUse {
  std::string name;
  Span span;                         // of the name
  const Command* command = nullptr;  // operands[0] is the name, the rest its arguments
  const Pipeline* pipeline = nullptr;
};

struct Inventory {
  std::vector<Reference> references;  // in the order of writing
  std::vector<FunctionUse> functions;
};

// Everything that the template reads and calls. Pointers live as long as the tree.
Inventory inspect(const Template& tree);

// Visits every command, those in parentheses included, in the order of writing.
void for_each_command(const Template& tree, const std::function<void(const Command&)>& visit);

}  // namespace nsmon::templates
