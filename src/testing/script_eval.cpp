// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "base/number_text.h"
#include "base/try.h"
#include "promql/parse.h"
#include "testing/script_commands.h"

#include <fmt/format.h>

#include <utility>

namespace nsmon::testing {
namespace {

Result<Timestamp> read_time(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) {
    return failure(
        fmt::format("invalid timestamp definition \"{}\": {}", text, duration.error().message));
  }
  return duration->count();
}

Result<void> expect_word(std::string_view& text, std::string_view word) {
  const std::string_view found = take_word(text);
  if (found == word) return {};
  return failure(fmt::format("expected \"{}\" but found \"{}\"", word, found));
}

// `from A to B step S`, leaving what follows in `text`.
Result<ExpectedTimes> read_times(std::string_view& text) {
  ExpectedTimes times;
  TRY(expect_word(text, "from"));
  TRY_ASSIGN(times.start, read_time(take_word(text)));
  TRY(expect_word(text, "to"));
  TRY_ASSIGN(times.end, read_time(take_word(text)));
  TRY(expect_word(text, "step"));
  TRY_ASSIGN(times.step, read_time(take_word(text)));
  if (times.end < times.start) return failure("invalid range: the end lies before the start");
  if (times.step <= 0) return failure("invalid step: it must be positive");
  return times;
}

// Reads the block of one eval command.
class EvalBlock {
 public:
  EvalBlock(EvalCommand& command, ValueBudget& budget) : command_(command), budget_(budget) {}

  Result<void> read_head(std::string_view line) {
    const std::string_view name = take_word(line);
    const std::string_view variant = name.substr(std::min<std::size_t>(name.size(), 4));
    const std::string_view kind = take_word(line);
    command_.kind = kind == "range" ? EvalKind::range : EvalKind::instant;
    command_.query = std::string(line);
    TRY(read_variant(variant));
    if (kind == "range") {
      TRY_ASSIGN(const ExpectedTimes times, read_times(line));
      command_.start = times.start;
      command_.end = times.end;
      command_.step = times.step;
    } else if (kind == "instant") {
      TRY(expect_word(line, "at"));
      TRY_ASSIGN(command_.start, read_time(take_word(line)));
      command_.end = command_.start;
    } else {
      return failure(
          fmt::format("invalid eval command: \"{}\" is neither instant nor range", kind));
    }
    command_.query = std::string(line);
    auto parsed = promql::parse_expression(line, promql::Features::all());
    if (!parsed) return failure(promql::render_parse_error(parsed.error(), line));
    command_.expr = std::move(*parsed);
    return {};
  }

  // Reads one more line; true when it ends the block.
  Result<bool> read_line(std::string_view line) {
    if (command_.expects_failure && line.starts_with("expected_fail_message")) {
      return read_old_failure(line, ExpectedText::Kind::exact);
    }
    if (command_.expects_failure && line.starts_with("expected_fail_regexp")) {
      return read_old_failure(line, ExpectedText::Kind::pattern);
    }
    std::string_view rest = line;
    if (take_word(rest) == "expect") {
      TRY(read_expect(rest));
      return false;
    }
    if (const auto number = parse_number(line)) {
      command_.scalar = number;
      return true;
    }
    TRY(read_series(line));
    return false;
  }

  // What must hold once the whole block was read.
  Result<void> check() const {
    if (command_.no_warnings && !command_.warnings.empty()) {
      return failure("invalid expect lines, warn and no_warn cannot be used together");
    }
    if (command_.no_infos && !command_.infos.empty()) {
      return failure("invalid expect lines, info and no_info cannot be used together");
    }
    return {};
  }

 private:
  Result<void> read_variant(std::string_view variant) {
    if (variant.empty()) return {};
    if (variant == "_fail") {
      command_.expects_failure = true;
    } else if (variant == "_warn") {
      command_.warnings.push_back({});
    } else if (variant == "_info") {
      command_.infos.push_back({});
    } else if (variant == "_ordered" && command_.kind == EvalKind::instant) {
      command_.ordered = true;
    } else {
      return failure(fmt::format("invalid command \"eval{}\"", variant));
    }
    return {};
  }

  bool read_old_failure(std::string_view line, ExpectedText::Kind kind) {
    take_word(line);
    command_.failures.push_back({kind, std::string(line)});
    return true;
  }

  static std::optional<double> parse_number(std::string_view line) {
    if (line.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
    if (const auto number = parse_float(line)) return number;
    // Hexadecimal and grouped digits, as in an expression; but a duration is no number here.
    const auto expr = promql::parse_expression(line, promql::Features::all());
    const auto* literal = expr ? std::get_if<promql::NumberLiteral>(&(*expr)->node) : nullptr;
    if (literal == nullptr || literal->written_as_duration) return std::nullopt;
    return literal->value;
  }

  // What follows the kind: nothing, `msg: TEXT` or `regex: RE`.
  static Result<ExpectedText> read_text(std::string_view text) {
    if (text.empty()) return ExpectedText{};
    for (const auto& [prefix, kind] :
         {std::pair{std::string_view("msg:"), ExpectedText::Kind::exact},
          std::pair{std::string_view("regex:"), ExpectedText::Kind::pattern}}) {
      if (!text.starts_with(prefix)) continue;
      const std::string_view wanted = trimmed(text.substr(prefix.size()));
      if (wanted.empty()) return failure("an expected text is missing");
      if (kind == ExpectedText::Kind::pattern) TRY(series::check_regex(wanted));
      return ExpectedText{kind, std::string(wanted)};
    }
    return failure(fmt::format("expected \"msg:\" or \"regex:\" but found \"{}\"", text));
  }

  Result<void> read_expect(std::string_view text) {
    const std::string_view kind = take_word(text);
    if (kind == "string") return read_string(text);
    if (kind == "range") return read_matrix(text);
    TRY_ASSIGN(ExpectedText wanted, read_text(text));
    if (kind == "fail") {
      if (command_.expects_failure) return failure("invalid expect lines, fail may be given once");
      command_.expects_failure = true;
      command_.failures.push_back(std::move(wanted));
    } else if (kind == "warn") {
      command_.warnings.push_back(std::move(wanted));
    } else if (kind == "info") {
      command_.infos.push_back(std::move(wanted));
    } else if (kind == "no_warn") {
      command_.no_warnings = true;
    } else if (kind == "no_info") {
      command_.no_infos = true;
    } else if (kind == "ordered") {
      if (command_.kind == EvalKind::range) {
        return failure("expecting ordered results is only possible for instant queries");
      }
      command_.ordered = true;
    } else {
      return failure(fmt::format("invalid expect line: \"{}\"", kind));
    }
    return {};
  }

  Result<void> read_string(std::string_view text) {
    const auto parsed = promql::parse_expression(text, promql::Features::all());
    const auto* literal = parsed ? std::get_if<promql::StringLiteral>(&(*parsed)->node) : nullptr;
    if (literal == nullptr) return failure(fmt::format("invalid expected string: {}", text));
    command_.text = literal->value;
    return {};
  }

  Result<void> read_matrix(std::string_view text) {
    TRY(expect_word(text, "vector"));
    TRY_ASSIGN(const ExpectedTimes times, read_times(text));
    if (!text.empty()) return failure(fmt::format("unexpected text \"{}\"", text));
    if (command_.kind == EvalKind::range) {
      return failure("expect range vector is only possible for instant queries");
    }
    command_.matrix = times;
    command_.start = times.end;
    command_.end = times.end;
    return {};
  }

  Result<void> read_series(std::string_view line) {
    TRY_ASSIGN(auto description, promql::parse_series_description(line));
    TRY(budget_.take(description.weight));
    const bool one_value = command_.kind == EvalKind::instant && !command_.matrix;
    if (one_value && description.values.size() > 1) {
      return failure("expecting multiple values in instant evaluation not allowed");
    }
    ExpectedSeries expected{command_.series.size(), std::move(description.values),
                            std::move(description.hint_written)};
    command_.series.insert_or_assign(std::move(description.labels), std::move(expected));
    return {};
  }

  EvalCommand& command_;
  ValueBudget& budget_;
};

}  // namespace

EvalCommand parse_eval(const std::vector<std::string_view>& lines, std::size_t& at,
                       ValueBudget& budget) {
  EvalCommand command;
  EvalBlock block(command, budget);
  const auto note = [&](const Error& error) {
    if (command.problem.empty()) command.problem = error.message;
  };
  if (const auto head = block.read_head(lines[at]); !head) note(head.error());
  for (++at; at < lines.size() && !lines[at].empty() && !budget.used_up();) {
    if (begins_eval(lines[at])) {
      note({.message = "an empty line is missing before the next command"});
      break;
    }
    const auto ended = block.read_line(lines[at++]);
    if (!ended) note(ended.error());
    if (ended && *ended) break;
  }
  if (const auto checked = block.check(); !checked) note(checked.error());
  return command;
}

}  // namespace nsmon::testing
