// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "promql/functions.h"
#include "promql/parse.h"
#include "promql/walk.h"
#include "testing/script_commands.h"

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace nsmon;
using promql::AggregateOp;
using promql::BinaryOp;

// All that the scripts under tests/engine use of the language.
struct Used {
  std::set<std::string_view> functions;
  std::set<std::string_view> aggregates;
  std::set<std::string_view> operators;
  std::set<std::string> modifiers;
  std::string text;
};

void note_time(Used& used, const promql::TimeModifiers& time) {
  if (time.offset) used.modifiers.insert("offset");
  if (time.offset && time.offset->expression) used.modifiers.insert("duration expression");
  if (!time.at) return;
  const std::array<std::string, 3> kinds = {"@", "@ start()", "@ end()"};
  used.modifiers.insert(kinds[static_cast<std::size_t>(time.at->kind)]);
}

void note_selector(Used& used, const promql::VectorSelector& selector) {
  note_time(used, selector.time);
  if (selector.extension == promql::Extension::anchored) used.modifiers.insert("anchored");
  if (selector.extension == promql::Extension::smoothed) used.modifiers.insert("smoothed");
}

void note_binary(Used& used, const promql::Binary& binary) {
  used.operators.insert(promql::to_string(binary.op));
  const promql::VectorMatching& matching = binary.matching;
  if (binary.return_bool) used.modifiers.insert("bool");
  if (matching.on) used.modifiers.insert("on");
  if (matching.written && !matching.on) used.modifiers.insert("ignoring");
  if (matching.cardinality == promql::Cardinality::many_to_one) {
    used.modifiers.insert("group_left");
  }
  if (matching.cardinality == promql::Cardinality::one_to_many) {
    used.modifiers.insert("group_right");
  }
  const bool left = matching.fill_left.has_value();
  const bool right = matching.fill_right.has_value();
  if (left) used.modifiers.insert(right ? "fill" : "fill_left");
  if (right && !left) used.modifiers.insert("fill_right");
}

void note_expression(Used& used, const promql::Expr& root) {
  promql::for_each_selector(root, [&](const auto& selector) { note_selector(used, selector); });
  promql::for_each(root, [&](const promql::Expr& expr) {
    if (const auto* call = std::get_if<promql::Call>(&expr.node)) {
      used.functions.insert(call->function);
    }
    if (const auto* aggregate = std::get_if<promql::Aggregate>(&expr.node)) {
      used.aggregates.insert(promql::to_string(aggregate->op));
      if (aggregate->without) used.modifiers.insert("without");
      if (!aggregate->without && !aggregate->grouping.empty()) used.modifiers.insert("by");
    }
    if (const auto* binary = std::get_if<promql::Binary>(&expr.node)) note_binary(used, *binary);
    if (const auto* subquery = std::get_if<promql::Subquery>(&expr.node)) {
      used.modifiers.insert(subquery->step ? "subquery with step" : "subquery");
      note_time(used, subquery->time);
    }
  });
}

const Used& used() {
  static const Used all = [] {
    Used found;
    for (const auto& entry :
         std::filesystem::directory_iterator(NSMON_SOURCE_DIR "/tests/engine")) {
      const std::string text = read_file(entry.path()).value();
      found.text += text;
      const auto script = testing::parse_script(text);
      for (const auto& command : script.commands) {
        const auto* eval = std::get_if<testing::EvalCommand>(&command.command);
        if (eval != nullptr && eval->expr) note_expression(found, *eval->expr);
      }
    }
    return found;
  }();
  return all;
}

}  // namespace

TEST_CASE("a script uses every function") {
  for (const promql::Function& function : promql::all_functions()) {
    CAPTURE(function.name);
    CHECK(used().functions.contains(function.name));
  }
}

TEST_CASE("a script uses every aggregation") {
  for (int op = 0; op <= static_cast<int>(AggregateOp::limit_ratio); ++op) {
    const auto name = promql::to_string(static_cast<AggregateOp>(op));
    CAPTURE(name);
    CHECK(used().aggregates.contains(name));
  }
}

TEST_CASE("a script uses every binary operator") {
  for (int op = 0; op <= static_cast<int>(BinaryOp::unless); ++op) {
    const auto name = promql::to_string(static_cast<BinaryOp>(op));
    CAPTURE(name);
    CHECK(used().operators.contains(name));
  }
}

TEST_CASE("a script uses every modifier") {
  for (const std::string_view name :
       {"offset", "@", "@ start()", "@ end()", "anchored", "smoothed", "bool", "on", "ignoring",
        "group_left", "group_right", "fill", "fill_left", "fill_right", "by", "without", "subquery",
        "subquery with step", "duration expression"}) {
    CAPTURE(name);
    CHECK(used().modifiers.contains(std::string(name)));
  }
}

TEST_CASE("a script expects every annotation") {
  for (const std::string_view text :
       {"ratio value should be between -1 and 1",
        "quantile value should be between 0 and 1",
        "bucket label \"le\" is missing or has a malformed value",
        "encountered a mix of histograms and floats for metric name",
        "encountered a mix of histograms and floats for aggregation",
        "vector contains a mix of classic and native histograms",
        "this native histogram metric is not a counter",
        "this native histogram metric is not a gauge",
        "vector contains a mix of histograms with exponential and custom buckets schemas",
        "incompatible bucket layout encountered for binary operator",
        "sort is ineffective for range queries",
        "conflicting counter resets during histogram",
        "sample has start time that overlaps with previous sample timestamp",
        "metric might not be a counter, name does not end in",
        "needed to be fixed for monotonicity",
        "incompatible sample types encountered",
        "ignored histogram in",
        "ignored histograms in a range containing both",
        "NaN observations, result is NaN",
        "NaN observations, result is skewed higher",
        "NaN observations, which are excluded from all fractions",
        "mismatched custom buckets were reconciled during"}) {
    CAPTURE(text);
    CHECK(used().text.find(text) != std::string::npos);
  }
}
