// SPDX-License-Identifier: Apache-2.0
#include "template/fields.h"

#include <fmt/core.h>

namespace nsmon::templates {
namespace {

std::optional<Value> struct_field(const Value& receiver, std::string_view name) {
  if (const auto* data = receiver.get_if<Value::Data>()) {
    if (name == "Labels") return Value(std::make_shared<const LabelMap>((*data)->labels));
    if (name == "ExternalLabels") {
      return Value(std::make_shared<const LabelMap>((*data)->external_labels));
    }
    if (name == "ExternalURL") return Value((*data)->external_url);
    if (name == "Value") return to_value((*data)->value);
  } else if (const auto* sample = receiver.get_if<Value::Sample>()) {
    if (name == "Labels") return Value(std::make_shared<const LabelMap>((*sample)->labels));
    if (name == "Value") return to_value((*sample)->value);
  } else if (const auto* histogram = receiver.get_if<Value::Histogram>()) {
    if (name == "Count") return Value((*histogram)->count);
    if (name == "Sum") return Value((*histogram)->sum);
  }
  return std::nullopt;
}

}  // namespace

CallResult field_of(const Value& receiver, const std::string& name,
                    std::span<const Value> arguments) {
  if (auto method = call_method(receiver, name, arguments)) return std::move(*method);
  const bool has_arguments = !arguments.empty();
  if (auto field = struct_field(receiver, name)) {
    if (!has_arguments) return std::move(*field);
    return call_failure(name + " has arguments but cannot be invoked as function");
  }
  const auto* labels = receiver.get_if<Value::Labels>();
  const auto* mixed = receiver.get_if<Value::Arguments>();
  if (labels == nullptr && mixed == nullptr) {
    return call_failure(
        fmt::format("can't evaluate field {} in type {}", name, type_name(receiver)));
  }
  if (has_arguments) return call_failure(name + " is not a method but has arguments");
  if (labels != nullptr) {
    const auto found = (*labels)->find(name);
    return Value(found == (*labels)->end() ? std::string() : found->second);
  }
  const auto found = (*mixed)->entries.find(name);
  return found == (*mixed)->entries.end() ? Value() : found->second;
}

}  // namespace nsmon::templates
