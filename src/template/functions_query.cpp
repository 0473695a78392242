// SPDX-License-Identifier: Apache-2.0
#include "template/function.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace nsmon::templates {
namespace {

// Text of the runtime error behind a nil sample.
constexpr const char* kNilSample =
    "runtime error: invalid memory address or nil pointer dereference";

const QuerySample* sample_of(const Value& value) {
  const auto* sample = value.get_if<Value::Sample>();
  return sample == nullptr ? nullptr : sample->get();
}

std::string label_of(const QuerySample& sample, const std::string& name) {
  const auto found = sample.labels.find(name);
  return found == sample.labels.end() ? std::string() : found->second;
}

CallResult call_query(const Environment& environment, std::span<const Value> arguments) {
  if (!environment.query) return call_failure("queries are not possible here");
  auto samples = environment.query(*arguments[0].get_if<std::string>());
  if (!samples) return call_failure(std::move(samples.error()));
  QueryResult result;
  for (QuerySample& sample : *samples) {
    result.samples.push_back(std::make_shared<const QuerySample>(std::move(sample)));
  }
  return Value(std::make_shared<const QueryResult>(std::move(result)));
}

CallResult call_first(const Environment& /*environment*/, std::span<const Value> arguments) {
  const auto* result = arguments[0].get_if<Value::Result>();
  if (result == nullptr || (*result)->samples.empty()) {
    return call_failure("first() called on vector with no elements");
  }
  return Value((*result)->samples.front());
}

CallResult call_label(const Environment& /*environment*/, std::span<const Value> arguments) {
  const QuerySample* sample = sample_of(arguments[1]);
  if (sample == nullptr) return call_failure(kNilSample);
  return Value(label_of(*sample, *arguments[0].get_if<std::string>()));
}

CallResult call_value(const Environment& /*environment*/, std::span<const Value> arguments) {
  const QuerySample* sample = sample_of(arguments[0]);
  if (sample == nullptr) return call_failure(kNilSample);
  return to_value(sample->value);
}

CallResult call_strvalue(const Environment& /*environment*/, std::span<const Value> arguments) {
  const QuerySample* sample = sample_of(arguments[0]);
  if (sample == nullptr) return call_failure(kNilSample);
  return Value(label_of(*sample, "__value__"));
}

CallResult call_sort(const Environment& /*environment*/, std::span<const Value> arguments) {
  const std::string& name = *arguments[0].get_if<std::string>();
  const auto* result = arguments[1].get_if<Value::Result>();
  if (result == nullptr) return Value(std::make_shared<const QueryResult>());
  QueryResult sorted = **result;
  std::ranges::stable_sort(sorted.samples, {},
                           [&](const auto& sample) { return label_of(*sample, name); });
  return Value(std::make_shared<const QueryResult>(std::move(sorted)));
}

constexpr std::array kText{Parameter::text, Parameter::text, Parameter::text};
constexpr std::array kSample{Parameter::sample, Parameter::sample, Parameter::sample};
constexpr std::array kSamples{Parameter::samples, Parameter::samples, Parameter::samples};
constexpr std::array kLabel{Parameter::text, Parameter::sample, Parameter::sample};
constexpr std::array kSort{Parameter::text, Parameter::samples, Parameter::samples};

}  // namespace

std::span<const Function> query_functions() {
  static constexpr std::array<Function, 6> kFunctions{{
      {"query", kText, 1, false, call_query},
      {"first", kSamples, 1, false, call_first},
      {"label", kLabel, 2, false, call_label},
      {"value", kSample, 1, false, call_value},
      {"strvalue", kSample, 1, false, call_strvalue},
      {"sortByLabel", kSort, 2, false, call_sort},
  }};
  return kFunctions;
}

}  // namespace nsmon::templates
