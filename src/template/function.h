// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "template/expand.h"
#include "template/value.h"

#include <array>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace nsmon::templates {

using CallResult = std::expected<Value, std::string>;

// What a parameter takes. `any` and `operand` take everything; they differ in no error a rule can
// show.
enum class Parameter : std::uint8_t { any, text, sample, samples };

// Go's name of a parameter's type.
std::string_view type_name(Parameter parameter);

// A function of the template language. The last parameter of a variadic one repeats, also no times.
struct Function {
  std::string_view name;
  std::array<Parameter, 3> parameters{};
  std::uint8_t count = 0;
  bool variadic = false;
  CallResult (*call)(const Environment& environment, std::span<const Value> arguments) = nullptr;

  std::size_t fixed() const { return variadic ? count - std::size_t{1} : count; }
  // Type of the argument at `index`.
  Parameter parameter(std::size_t index) const {
    return parameters[index < count ? index : count - std::size_t{1}];
  }
};

// Null for a name that parsing refuses. `and`, `or` and `call` are known by name to the executor.
const Function* find_function(std::string_view name);

// One family per file.
std::span<const Function> comparison_functions();
std::span<const Function> collection_functions();
std::span<const Function> print_functions();
std::span<const Function> text_functions();
std::span<const Function> number_functions();
std::span<const Function> query_functions();

inline std::unexpected<std::string> call_failure(std::string message) {
  return std::unexpected(std::move(message));
}

}  // namespace nsmon::templates
