// SPDX-License-Identifier: Apache-2.0
#include "base/try.h"
#include "base/utf8.h"
#include "engine/functions/function.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <utility>

namespace nsmon::engine {
namespace {

bool is_label_name(std::string_view name) {
  return !name.empty() && is_utf8(name);
}

bool is_word(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// The name after a `$`: `name` or `{name}`. Cuts it off; nothing when it is malformed.
std::optional<std::string_view> take_reference(std::string_view& text) {
  const bool braces = text.starts_with('{');
  const std::string_view rest = braces ? text.substr(1) : text;
  std::size_t length = 0;
  while (length < rest.size() && is_word(rest[length])) ++length;
  if (length == 0) return std::nullopt;
  if (braces && (length == rest.size() || rest[length] != '}')) return std::nullopt;
  text = rest.substr(length + (braces ? 1 : 0));
  return rest.substr(0, length);
}

// A compiled label_replace(): the match of a whole text and the template for its result, as Go's
// Regexp.Expand reads it.
class Replacement {
 public:
  Replacement(const std::string& pattern, std::string_view replacement)
      : regex_(fmt::format("^(?s:{})$", pattern), options()), template_(replacement) {
    groups_.resize(static_cast<std::size_t>(regex_.NumberOfCapturingGroups()) + 1);
  }
  bool ok() const { return regex_.ok(); }

  // Nothing when the text does not match.
  std::optional<std::string> apply(std::string_view text) {
    const re2::StringPiece input(text.data(), text.size());
    if (!regex_.Match(input, 0, input.size(), RE2::UNANCHORED, groups_.data(),
                      static_cast<int>(groups_.size()))) {
      return std::nullopt;
    }
    std::string result;
    std::string_view rest = template_;
    while (!rest.empty()) {
      const std::size_t dollar = rest.find('$');
      result += rest.substr(0, dollar);
      if (dollar == std::string_view::npos) break;
      rest.remove_prefix(dollar + 1);
      if (rest.starts_with('$')) {
        result += '$';
        rest.remove_prefix(1);
      } else if (const auto name = take_reference(rest)) {
        result += group(*name);
      } else {
        result += '$';
      }
    }
    return result;
  }

 private:
  static RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
  }

  std::string_view group(std::string_view name) const {
    std::size_t index = groups_.size();
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (problem != std::errc() || end != name.data() + name.size()) {
      const auto& names = regex_.NamedCapturingGroups();
      const auto found = names.find(std::string(name));
      if (found == names.end()) return {};
      index = static_cast<std::size_t>(found->second);
    }
    if (index >= groups_.size() || groups_[index].data() == nullptr) return {};
    return {groups_[index].data(), groups_[index].size()};
  }

  RE2 regex_;
  std::string_view template_;
  std::vector<re2::StringPiece> groups_;
};

void set_label(CallContext& context, Column& column, const std::string& name,
               std::string_view value) {
  LabelTable& table = context.query().labels();
  series::LabelSet labels = table.get(column.labels);
  labels.set(name, value);
  column.labels = table.intern(std::move(labels));
  if (name == series::kMetricName) column.drop_name = false;
}

Result<Evaluated> label_replace(CallContext& context) {
  const std::string& destination = context.text(1);
  const std::string& source = context.text(3);
  Replacement replacement(context.text(4), context.text(2));
  if (!replacement.ok()) {
    return failure(
        fmt::format("invalid regular expression in label_replace(): {}", context.text(4)));
  }
  if (!is_label_name(destination)) {
    return failure(
        fmt::format("invalid destination label name in label_replace(): {}", destination));
  }
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    const auto value = replacement.apply(context.query().labels().get(column.labels).get(source));
    if (value) set_label(context, column, destination, *value);
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

Result<Evaluated> label_join(CallContext& context) {
  const std::string& destination = context.text(1);
  const std::string& separator = context.text(2);
  for (std::size_t i = 3; i < context.size(); ++i) {
    if (!is_label_name(context.text(i))) {
      return failure(fmt::format("invalid source label name in label_join(): {}", context.text(i)));
    }
  }
  if (!is_label_name(destination)) {
    return failure(fmt::format("invalid destination label name in label_join(): {}", destination));
  }
  TRY_ASSIGN(Columns columns, context.vector(0));
  for (Column& column : columns) {
    const series::LabelSet& labels = context.query().labels().get(column.labels);
    std::string value;
    for (std::size_t i = 3; i < context.size(); ++i) {
      if (i > 3) value += separator;
      value += labels.get(context.text(i));
    }
    set_label(context, column, destination, value);
  }
  TRY_ASSIGN(Columns result, context.evaluator.merged(std::move(columns)));
  return result;
}

constexpr std::array kRows = {
    FunctionRow{"label_join", label_join},
    FunctionRow{"label_replace", label_replace},
};

}  // namespace

std::span<const FunctionRow> label_functions() {
  return kRows;
}

}  // namespace nsmon::engine
